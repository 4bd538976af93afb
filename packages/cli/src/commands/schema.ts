import type { Schema as SchemaJson } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class Schema extends BaseCommand {
  static override summary = "Print the JSON Schema of the spec with the plugins in use.";
  static override description =
    "One schema (2020-12) for editors and checks: every key of the spec, and the options of the plugins the spec names.";
  static override examples = [{ description: "For an editor.", command: "relspec schema > relspec.schema.json" }];

  async run(): Promise<SchemaJson> {
    const { flags } = await this.parse(Schema);
    const schema = await this.withEngine(flags, (engine) => engine.schema());
    this.emit(JSON.stringify(schema, null, 2));
    return schema;
  }
}

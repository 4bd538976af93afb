import * as Flags from "@oclif/core/flags";
import type { SupportedVersion } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";
import { parseMoment } from "../services/parse-moment.ts";

export class Support extends BaseCommand {
  static override summary = "List the versions that are supported on a date, track by track.";
  static override description = "Support is what `tracks` of the spec promises, counted from the releases on record.";
  static override examples = [
    { description: "Now.", command: "relspec support" },
    { description: "On a date.", command: "relspec support --at 2027-06-30" },
  ];
  static override flags = {
    at: Flags.string({ description: "Date or time, RFC 3339; default now.", helpValue: "DATE" }),
  };

  async run(): Promise<readonly SupportedVersion[]> {
    const { flags } = await this.parse(Support);
    const at = flags.at === undefined ? {} : { at: parseMoment(flags.at) };
    const versions = await this.withEngine(flags, (engine) => engine.support(at));
    const { renderSupport } = await import("../views/support.ts");
    this.print(renderSupport(versions, this.style));
    return versions;
  }
}

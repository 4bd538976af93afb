import * as Args from "@oclif/core/args";
import type { Engine } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class Show extends BaseCommand {
  static override summary = "Show one release whole: its steps, decisions and events.";
  static override description =
    "Shows the record of a release as it folds from the ledger's events: who opened it, what was decided by whom, what each step did, and the events themselves.";
  static override examples = [
    { description: "By version.", command: "relspec show 1.4.0" },
    { description: "By the beginning of its id, for a program.", command: "relspec show payments-1.4.0 --json" },
  ];
  static override args = {
    release: Args.string({
      required: true,
      ignoreStdin: true,
      description: "Id, version, or a unique beginning of the id.",
    }),
  };

  async run(): Promise<Awaited<ReturnType<Engine["show"]>>> {
    const { flags, args } = await this.parse(Show);
    const record = await this.withEngine(flags, (engine) => engine.show(args.release));
    const { renderRecord } = await import("../views/record.ts");
    this.print(renderRecord(record, this.style));
    return record;
  }
}

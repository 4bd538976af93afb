import type { TickResult } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

export class Tick extends BaseCommand {
  static override summary = "Tell what is due: overdue controls, and gates whose time has come.";
  static override description =
    "Looks at the controls of the open release. Of one that is overdue the owner is told, and later each role of its ladder, each once, however often this runs; every message is on record. Nothing is ever approved or opened by a deadline. Run it on a schedule.";
  static override examples = [
    { description: "Every quarter of an hour, in CI.", command: "relspec tick" },
    { description: "Who was told just now?", command: "relspec tick --json | jq '.escalated'" },
  ];

  async run(): Promise<TickResult> {
    const { flags } = await this.parse(Tick);
    const result = await this.withEngine(flags, (engine) => engine.tick());
    const { renderTick } = await import("../views/tick.ts");
    this.print(renderTick(result, this.style));
    return result;
  }
}

import * as Flags from "@oclif/core/flags";
import type { Conflict } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

interface CheckJson {
  readonly conflicts: readonly Conflict[];
}

export class CalendarCheck extends BaseCommand {
  static override summary = "Find bookings and deployments that are in each other's way.";
  static override description =
    "Finds environments and people that are booked twice at one time, and deployments that are planned into a freeze: of this release, of those it needs, and of other specs that are named. Exits with 3 when there is a conflict.";
  static override examples = [
    { description: "Is anything booked twice?", command: "relspec calendar check" },
    { description: "Two releases side by side.", command: "relspec calendar check --with payments/relspec.yaml" },
  ];
  static override flags = {
    from: Flags.string({ description: "From this time on (RFC 3339); default now.", helpValue: "TIME" }),
    to: Flags.string({ description: "Until this time; default 90 days later.", helpValue: "TIME" }),
    with: Flags.string({
      multiple: true,
      description: "Another spec that is checked with this one.",
      helpValue: "FILE",
    }),
  };

  async run(): Promise<CheckJson> {
    const { flags } = await this.parse(CalendarCheck);
    const [{ readCalendar }, { calendarConflicts }, { renderConflicts }] = await Promise.all([
      import("../../services/read-calendar.ts"),
      import("@relspec/core"),
      import("../../views/calendar.ts"),
    ]);
    const entries = await this.withEngine(flags, (engine) => readCalendar(engine, flags));
    const conflicts = calendarConflicts(entries);
    if (conflicts.length > 0) this.endWith(3);
    this.print(renderConflicts(conflicts, this.style));
    return { conflicts };
  }
}

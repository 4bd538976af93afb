import * as Flags from "@oclif/core/flags";
import type { CalendarEntry } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

interface CalendarJson {
  readonly entries: readonly CalendarEntry[];
  /** With `--ics`. */
  readonly ics?: string;
}

export class Calendar extends BaseCommand {
  static override summary = "Show everything of a release that has a time.";
  static override description =
    "Lists stages and bookings of the schedule, freezes and windows, of this release and of those it needs. With `--ics` it prints a calendar that clients can subscribe to: whole days are days, moments are in UTC, and what moves keeps its UID.";
  static override examples = [
    { description: "The next 90 days.", command: "relspec calendar" },
    { description: "For a calendar client.", command: "relspec calendar --ics > releases.ics" },
    { description: "Of several releases.", command: "relspec calendar --with payments/relspec.yaml" },
  ];
  static override flags = {
    ics: Flags.boolean({ description: "Print it as iCalendar." }),
    from: Flags.string({ description: "From this time on (RFC 3339); default now.", helpValue: "TIME" }),
    to: Flags.string({ description: "Until this time; default 90 days later.", helpValue: "TIME" }),
    with: Flags.string({ multiple: true, description: "Another spec whose calendar is shown too.", helpValue: "FILE" }),
  };

  async run(): Promise<CalendarJson> {
    const { flags } = await this.parse(Calendar);
    const { readCalendar } = await import("../services/read-calendar.ts");
    const entries = await this.withEngine(flags, (engine) => readCalendar(engine, flags));
    if (flags.ics) {
      const { writeIcs } = await import("@relspec/core");
      const ics = writeIcs(entries, { name: "Releases", stamp: new Date().toISOString() });
      this.emit(ics);
      return { entries, ics };
    }
    const { renderCalendar } = await import("../views/calendar.ts");
    this.print(renderCalendar(entries, this.style));
    return { entries };
  }
}

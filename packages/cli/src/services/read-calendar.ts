import type { CalendarEntry, Engine } from "@relspec/core";
import type { GlobalFlags } from "../base-command.ts";
import { openEngine } from "../open-engine.ts";
import { parseTime } from "./parse-time.ts";

interface Asked extends Pick<GlobalFlags, "cwd" | "spec"> {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly with?: readonly string[] | undefined;
}

/** The entries of the spec and of other specs, in order of time. */
export async function readCalendar(engine: Engine, flags: Asked): Promise<readonly CalendarEntry[]> {
  const request = {
    ...(flags.from !== undefined && { from: parseTime(flags.from) }),
    ...(flags.to !== undefined && { to: parseTime(flags.to) }),
  };
  const all = [...(await engine.calendar(request))];
  for (const spec of flags.with ?? []) {
    const other = openEngine({ cwd: flags.cwd, spec }, () => undefined);
    try {
      all.push(...(await other.calendar(request)));
    } finally {
      await other.close();
    }
  }
  return all.toSorted((one, other) => (one.start < other.start ? -1 : one.start > other.start ? 1 : 0));
}

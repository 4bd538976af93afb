import type { Json } from "../model/json.ts";
import type { Freeze, Window } from "../model/window.ts";
import { named } from "./named.ts";

type WrittenWindow = Partial<Omit<Window, "kind" | "days">> &
  Pick<Window, "name" | "timezone"> & {
    readonly allow?: string | readonly string[];
    readonly deny?: string | readonly string[];
  };

/** Windows with every default written out. */
export function normaliseWindows(value: Json | undefined): readonly Window[] {
  return named<WrittenWindow>(value).map(({ allow, deny, ...rest }) => ({
    kind: deny === undefined ? "allow" : "deny",
    days: [deny ?? allow ?? []].flat(),
    start: "00:00",
    end: "24:00",
    overrun: "finish-ring",
    except: ["rollback"],
    ...rest,
  }));
}

/** Freezes with every default written out. */
export function normaliseFreezes(value: Json | undefined): readonly Freeze[] {
  return named<Partial<Freeze> & Pick<Freeze, "name" | "from" | "to">>(value).map((freeze) => ({
    timezone: "UTC",
    overrun: "finish-ring",
    except: ["rollback"],
    ...freeze,
  }));
}

import type { CommandClass } from "./base-command.ts";
import { commandTable } from "./command-table.ts";

/** The class of a command, knowing its own name. */
export async function loadCommand(id: string): Promise<CommandClass> {
  const load = commandTable[id];
  if (load === undefined) throw new Error(`no command ${id}`);
  return Object.assign(await load(), { id });
}

import { commandGroups, commandTable } from "./command-table.ts";
import { loadCommand } from "./load-command.ts";
import { renderCommandHelp, renderOverview } from "./views/help.ts";
import { createStyle } from "./views/style.ts";
import { version } from "./version.ts";

/** Help text: of a command, of a topic's commands, or the overview. */
export async function showHelp(id: string | undefined): Promise<string> {
  const style = createStyle(process.stdout, process.env);
  if (id !== undefined && id in commandTable) return renderCommandHelp(await loadCommand(id), style);
  const load = async (name: string) => ({ id: name, summary: (await loadCommand(name)).summary ?? "" });
  const groups = await Promise.all(
    Object.entries(commandGroups).map(async ([title, ids]) => ({
      title,
      commands: await Promise.all(ids.filter((name) => id === undefined || name.startsWith(`${id} `)).map(load)),
    })),
  );
  return renderOverview(
    groups.filter(({ commands }) => commands.length > 0),
    id,
    version,
    style,
  );
}

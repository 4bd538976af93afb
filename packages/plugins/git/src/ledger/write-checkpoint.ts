import { randomUUID } from "node:crypto";
import type { Event, RunProgram } from "@relspec/core";
import { git, linesOf } from "../run-git.ts";
import { type Checkpoint, type LedgerHead, segmentPath } from "./checkpoint.ts";

/**
 * Make the commit that follows a checkpoint, in this clone's objects and under no name: nothing of it counts before it is
 * pushed. No file of the work tree, no index and no lock is touched, so a killed process leaves nothing in the way.
 */
export async function writeCheckpoint(
  run: RunProgram,
  before: Checkpoint,
  head: LedgerHead,
  added: readonly Event[],
  now: Date,
): Promise<string> {
  const blob = async (text: string) => (await git(run, ["hash-object", "-w", "--stdin"], { input: text })).trim();
  const tree = async (entries: readonly string[]) =>
    (await git(run, ["mktree"], { input: entries.map((entry) => `${entry}\n`).join("") })).trim();
  const listed = async (path: string) =>
    before.commit === null ? [] : linesOf(await git(run, ["ls-tree", before.commit, "--", path]));

  const headBlob = await blob(`${JSON.stringify(head, null, 2)}\n`);
  let events = (await listed("events"))[0];
  const first = added[0];
  if (first) {
    const { folder, file } = segmentPath(first.seq);
    const segment = await blob(added.map((event) => `${JSON.stringify(event)}\n`).join(""));
    const inFolder = (await listed(`events/${folder}/`)).map((entry) => baseName(entry));
    const folders = (await listed("events/"))
      .map((entry) => baseName(entry))
      .filter((entry) => !entry.endsWith(`\t${folder}`));
    const folderTree = await tree([...inFolder, `100644 blob ${segment}\t${file}`]);
    events = `040000 tree ${await tree([...folders, `040000 tree ${folderTree}\t${folder}`])}\tevents`;
  }
  const root = await tree([`100644 blob ${headBlob}\thead.json`, ...(events === undefined ? [] : [events])]);
  const date = `${Math.floor(now.getTime() / 1000)} +0000`;
  const person = { NAME: "relspec", EMAIL: "relspec@noreply.invalid", DATE: date };
  const env = Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((role) =>
      Object.entries(person).map(([key, value]) => [`GIT_${role}_${key}`, value]),
    ),
  );
  // Two writers of the same facts in the same second must not make the same commit, or both would think theirs was taken.
  const message = `${subjectOf(head, added)}\n\nnonce: ${randomUUID()}\n`;
  const parent = before.commit === null ? [] : ["-p", before.commit];
  return (await git(run, ["commit-tree", ...parent, root], { input: message, env })).trim();
}

/** A line of `ls-tree` with the last part of its path alone. */
function baseName(entry: string): string {
  const [meta = "", path = ""] = entry.split("\t");
  return `${meta}\t${path.slice(path.lastIndexOf("/") + 1)}`;
}

function subjectOf({ scope, epoch, holder }: LedgerHead, added: readonly Event[]): string {
  const what =
    added.length > 0
      ? added
          .map(({ type }) => type)
          .slice(-3)
          .join(", ")
      : holder
        ? "claim"
        : "yield";
  return `${scope.replaceAll(/\s+/g, " ")} #${epoch}: ${what}`;
}

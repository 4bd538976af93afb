import { RelspecError } from "../errors/relspec-error.ts";
import type { Change } from "../model/change.ts";
import { notesOf } from "../notes/notes-of.ts";
import { releaseNotes } from "../notes/release-notes.ts";
import type { ReadFiles } from "../plugin/context.ts";
import type { PackageFact } from "../plugin/facts.ts";
import { bumpBetween } from "../version/next-version.ts";
import { classifyCommit } from "../version/classify-commit.ts";
import { type Override, withOverride } from "../version/overrides.ts";
import { decidedByPlugin } from "../version/read-changes.ts";
import { type HistoryRelease, splitHistory } from "../version/split-history.ts";
import { tagFormat } from "../version/tag-name.ts";
import { withoutReverted } from "../version/without-reverted.ts";
import { worldContext } from "../world/contexts.ts";
import { discoverPackages, type Reading } from "./read-project.ts";
import { readOverrides } from "./read-overrides.ts";
import { type NotesRequest, writeNotes } from "./write-notes.ts";

/** What stands above the notes of all releases. */
export const historyHeading = "# Changelog\n";

/**
 * The notes of every release that a tag of the history tells of, newest first, each handed on as soon as it is whole. They are
 * made of the commits as the spec reads them today. Gives how many there are.
 * @param only the name of one package; absent: of all.
 * @throws `RS_USAGE` when there is no package of that name; `RS_SPEC_INVALID` when no plugin reads a history.
 */
export async function historyNotes(
  reading: Reading,
  only: string | undefined,
  onNotes: (text: string) => void,
): Promise<number> {
  const { spec, hooks, world, signal } = reading;
  const context = worldContext(world, signal);
  const packages = await discoverPackages(reading);
  if (only !== undefined && !packages.some(({ name }) => name === only)) throw unknownPackage(only);
  const history = await hooks.bail("openHistory", [context]);
  if (!history) throw noHistory();
  const overrides = await readOverrides(spec.version.overrides, { files: world.files, compile: reading.compile });
  const url = spec.notes.host.url ?? history.url;
  const render = async (release: HistoryRelease): Promise<string> =>
    notesText(
      release,
      { spec, url, changes: await changesOf(release, overrides, reading), files: world.files },
      packages,
    );
  let count = 0;
  let written = Promise.resolve();
  const splitter = splitHistory({
    packages,
    tags: history.tags,
    format: tagFormat(spec, packages.length),
    onRelease: (release) => {
      if (only !== undefined && release.name !== only) return;
      count += 1;
      written = written.then(async () => onNotes(await render(release)));
      // Whoever waits below is told; nobody else has to hear of it.
      written.catch(() => {});
    },
  });
  const whole = packages.length === 1 && packages[0]?.path === "." && history.prefix === "";
  await history.read(splitter.add, { paths: !whole });
  splitter.end();
  await written;
  return count;
}

interface Told extends Pick<NotesRequest, "spec" | "url" | "changes"> {
  readonly files: ReadFiles;
}

/** In the layout of any release's notes, or by the spec's own template; of several packages each with its name. */
async function notesText(
  { name, version, previous, date, tag }: HistoryRelease,
  { spec, url, changes, files }: Told,
  packages: readonly PackageFact[],
): Promise<string> {
  const { path = ".", private: hidden = false } = packages.find((each) => each.name === name) ?? {};
  const before = previous?.version ?? null;
  const planned = {
    name,
    path,
    private: hidden,
    from: before,
    to: version,
    bump: bumpBetween(before, version),
    tag,
    previousTag: previous?.tag ?? null,
    reasons: [],
    dependencies: [],
  };
  const noted = { packages: [planned], changes, url, date };
  if (!spec.documents.some((each) => each.name === "notes")) {
    const [data] = notesOf(noted, spec.notes).packages;
    const { mentions } = spec.notes;
    return data ? releaseNotes(data, { named: packages.length > 1, mentions, commits: true }) : "";
  }
  const release = { name, version, previous: before, channel: null };
  return (await writeNotes({ ...noted, spec, release }, files)).whole;
}

async function changesOf(
  { name, commits }: HistoryRelease,
  overrides: readonly Override[],
  { spec, hooks }: Reading,
): Promise<readonly Change[]> {
  const { version } = spec;
  const overrideOf = (id: string) => overrides.find((each) => id.startsWith(each.id));
  const read = commits.map((commit) => {
    const message = overrides.length === 0 ? undefined : overrideOf(commit.id)?.message;
    return message === undefined ? commit : { ...commit, message };
  });
  const changes: Change[] = [];
  for (const commit of withoutReverted(read, version.preset).kept) {
    const own = { ...classifyCommit(commit, version), packages: [name] };
    const change = overrides.length === 0 ? own : withOverride(own, overrideOf(commit.id));
    changes.push(await decidedByPlugin(change, (each) => hooks.bail("classifyChange", [each])));
  }
  return changes;
}

function unknownPackage(name: string): RelspecError {
  return new RelspecError("RS_USAGE", {
    message: `There is no package "${name}".`,
    details: { package: name },
    suggestions: ["relspec graph"],
  });
}

function noHistory(): RelspecError {
  return new RelspecError("RS_SPEC_INVALID", {
    message: "None of the plugins opens a history, so there is nothing to tell releases from.",
    suggestions: ["Add the git plugin to the spec: `plugins: { git: {} }`."],
  });
}

import { posix } from "node:path";
import {
  absent,
  type Action,
  changelogPreamble,
  conflict,
  defineAction,
  present,
  type PlanningFacts,
  type ReadFiles,
  RelspecError,
} from "@relspec/core";
import { findEntry, fromBytes, type Insertion, insertEntries, removeEntries, toBytes } from "./changelog-text.ts";
import { type ChangelogEntry, entriesOf, entryOf } from "./entries-of.ts";
import type { ChangelogOptions } from "./options.ts";

export type WriteTarget = { readonly file: string; readonly entries: readonly ChangelogEntry[] };

/** What an `apply` leaves for `undo`; of an entry that was found, only the file is known. */
export type WriteResult = {
  readonly file: string;
  /** There was no file before. */
  readonly created?: boolean;
  /** What was written before and after the entries. */
  readonly lead?: string;
  readonly trail?: string;
};

const actionOptions = {
  type: "object",
  additionalProperties: false,
  properties: {
    package: { type: "string", minLength: 1, description: "Only this package, in its own folder's file." },
    file: {
      type: "string",
      minLength: 1,
      maxLength: 1_000,
      description: "The file, relative to the project's root. Default: as in the plugin's options.",
    },
  },
} as const;

/** `changelog/write`: put the release at the top of a changelog. Whatever else is in the file stays as it is, byte for byte. */
export function writeAction(options: ChangelogOptions): Action {
  return defineAction({
    summary: "Write the release into a changelog file.",
    options: actionOptions,
    tree: true,
    plan({ package: name, file }, { facts }) {
      const target: WriteTarget = { file: file ?? fileOf(options, facts, name), entries: entriesFor(facts, name) };
      const titles = target.entries.map(({ title }) => title).join(", ");
      return { summary: `write ${titles} to ${target.file}`, target };
    },
    async check(target: WriteTarget, { files }) {
      const { file, entries } = target;
      const text = await read(files, file);
      if (text === null) return absent;
      const states = entries.map((entry) => findEntry(text, entry));
      const other = entries[states.indexOf("other")];
      if (other)
        return conflict(otherText(file, other), [`Remove the section "${other.title}" from ${file} and commit that.`]);
      const missing = entries.filter((_, index) => states[index] === "missing");
      if (missing.length === 0) return present({ file });
      return insertEntries(text, missing) === null ? conflict(noPlace(file), layoutHint(file)) : absent;
    },
    async apply({ file, entries }: WriteTarget, { files }): Promise<WriteResult> {
      const before = await read(files, file);
      const missing = entries.filter((entry) => findEntry(before ?? "", entry) === "missing");
      if (missing.length === 0) return { file };
      const after = insertEntries(before ?? "", missing);
      if (after === null)
        throw new RelspecError("RS_PLAN_CONFLICT", { message: noPlace(file), suggestions: layoutHint(file) });
      await files.write(file, toBytes(after.text));
      const { lead, trail }: Insertion = after;
      return { file, created: before === null, lead, trail };
    },
    async undo({ file, entries }: WriteTarget, result: WriteResult, { files, log }) {
      const before = await read(files, file);
      if (before === null) return;
      const { lead, trail } = result;
      const { text, left } = removeEntries(
        before,
        entries,
        lead === undefined || trail === undefined ? {} : { lead, trail },
      );
      for (const title of left) log(`The section "${title}" stays in ${file}: it was changed after it was written.`);
      // Nothing but what was there before: no file. A header that someone has added to is theirs.
      if (result.created === true && ["", changelogPreamble.trimEnd()].includes(text.trimEnd()))
        await files.remove(file);
      else if (text !== before) await files.write(file, toBytes(text));
    },
  });
}

function fileOf({ file }: ChangelogOptions, { workspace }: PlanningFacts, name: string | undefined): string {
  const found = workspace.find((each) => each.name === name);
  return found ? posix.join(found.path, file) : file;
}

function entriesFor(facts: PlanningFacts, name: string | undefined): readonly ChangelogEntry[] {
  if (name === undefined) return entriesOf(facts);
  const found = facts.packages.find((each) => each.name === name);
  if (found) return [entryOf(found.to, found, facts)];
  const names = facts.packages.map((each) => each.name);
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `The package "${name}" is not in this release, so there is nothing to write into its changelog.`,
    suggestions: [`The release is of ${names.join(", ")}; \`per-package\` in the plugin's options names just those.`],
  });
}

async function read(files: ReadFiles, file: string): Promise<string | null> {
  const bytes = await files.readBytes(file);
  return bytes === null ? null : fromBytes(bytes);
}

function otherText(file: string, { title }: ChangelogEntry): string {
  return `${file} has a section "${title}" already, with another text than the one planned.`;
}

function noPlace(file: string): string {
  return `${file} is not laid out as a changelog, so it cannot be told where a new entry belongs.`;
}

function layoutHint(file: string): readonly string[] {
  return [
    `Begin each release in ${file} with a heading such as \`## [1.0.0] - 2026-01-31\`.`,
    "Name another `file` in the plugin's options.",
  ];
}

import type { Bump, Change, Commit, SquashedChange } from "../model/change.ts";
import type { VersionSpec } from "../model/spec.ts";
import { authorsIn, referencesIn } from "./footers.ts";
import { matchingRule } from "./matching-rule.ts";
import type { Form, ParsedMessage, Preset } from "./message-form.ts";
import { parseMessage } from "./parse-message.ts";
import { readReleaseAs } from "./release-as.ts";
import { squashedEntries } from "./squashed-entries.ts";

/** From the strongest. */
export const bumps = ["major", "minor", "patch"] as const satisfies readonly Bump[];

/** What of `version` decides how a message is read. */
export type CommitReading = Pick<VersionSpec, "preset" | "rules" | "compat" | "squash">;

/** What a commit asks for, and why. */
interface Decision {
  readonly bump?: Bump;
  readonly rule: string;
}

const skipped = /\[skip\s+release\]|\[release\s+skip\]/i;

/** A commit that asks to be left out of the release. */
export function asksToBeSkipped(message: string): boolean {
  return skipped.test(message);
}

/** Why nothing in a message counts, whatever the rules say. */
function whyUnread(message: string): string | undefined {
  if (asksToBeSkipped(message)) return "[skip release]";
  return message.trim() === "" ? "the message is empty" : undefined;
}

/** What one commit asks for, read from its message alone. Which packages it touches is not known here. */
export function classifyCommit(commit: Commit, version: CommitReading): Change {
  const parsed = parseMessage(commit.message, version.preset);
  const { type, scope } = parsed;
  const forms = version.squash === true ? squashedEntries(parsed, version.preset) : [];
  const unread = whyUnread(commit.message);
  const entries = unread !== undefined ? [] : forms.map((form) => entryOf(form, version));
  const { bump, rule }: Decision =
    unread !== undefined ? { rule: unread } : strongest(decide(parsed, parsed.revert !== undefined, version), entries);
  const shown = type ?? (parsed.revert ? "revert" : undefined);
  const releaseAs = unread !== undefined || version.compat !== undefined ? undefined : readReleaseAs(commit.message);
  return {
    id: commit.id,
    date: commit.date,
    authors: authorsIn(commit, parsed.body),
    header: parsed.header,
    body: parsed.body,
    ...(shown !== undefined && { type: shown }),
    ...(scope !== undefined && { scope }),
    subject: parsed.subject,
    breaking: parsed.breaking || entries.some(({ breaking }) => breaking),
    ...(parsed.breakingNote !== undefined && { breakingNote: parsed.breakingNote }),
    references: referencesIn(commit.message),
    ...(bump && { bump }),
    rule: bump === undefined && releaseAs ? `Release-As ${releaseAs.version}` : rule,
    ...(entries.length > 0 && { entries }),
    ...(releaseAs && { releaseAs }),
    packages: [],
  };
}

function entryOf(form: Form, version: CommitReading): SquashedChange {
  const { bump } = decide(form, false, version);
  return bump === undefined ? form : { ...form, bump };
}

/** Of the message itself and of what it lists, what asks for most. */
function strongest(own: Decision, entries: readonly SquashedChange[]): Decision {
  return entries.reduce<Decision>(
    (high, { bump, type }) =>
      bump !== undefined && (high.bump === undefined || bumps.indexOf(bump) < bumps.indexOf(high.bump))
        ? { bump, rule: `${type} in the list of squashed commits` }
        : high,
    own,
  );
}

/** The spec's rules decide where one matches; then the preset. */
function decide(
  form: Form & Partial<Pick<ParsedMessage, "header">>,
  reverts: boolean,
  version: CommitReading,
): Decision {
  const own = matchingRule({ ...form, reverts }, version);
  if (own) return own;
  if (form.breaking) return { bump: "major", rule: "breaking change" };
  const { type } = form;
  const { preset } = version;
  if (type !== undefined && isOneOf(type, preset, ["feat"], ["FEAT"])) return { bump: "minor", rule: "feat" };
  if (type !== undefined && isOneOf(type, preset, ["fix", "perf"], ["FIX"]))
    return { bump: "patch", rule: type.toLowerCase() };
  if (reverts || (preset === "relspec" && type === "revert")) return { bump: "patch", rule: "revert" };
  return { rule: type === undefined ? "the message names no type" : `${type} asks for no release` };
}

/** The presets know two spellings in capitals; relspec's own types are in small letters by now. */
function isOneOf(type: string, preset: Preset, names: readonly string[], capitals: readonly string[]): boolean {
  return names.includes(type) || (preset !== "relspec" && capitals.includes(type));
}

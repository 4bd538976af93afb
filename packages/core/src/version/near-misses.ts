import type { Bump, Change, Commit, NearMiss, NearMissKind, PresetBumps } from "../model/change.ts";
import { closest } from "../schema/closest.ts";
import { classifyCommit, type CommitReading } from "./classify-commit.ts";
import { highestBump } from "./next-version.ts";
import { knownTypes, readHeader } from "./parse-as-relspec.ts";
import { parseMessage } from "./parse-message.ts";
import { plainLine } from "./plain-text.ts";
import { readReleaseAs, releaseAsText } from "./release-as.ts";
import { squashedEntries } from "./squashed-entries.ts";

export const presets = ["angular", "conventionalcommits", "relspec"] as const;

/** Nothing that could be read in two ways: a plain header of a known type, and no word in the message that matters otherwise. */
const plain = /^(?:feat|fix|perf|docs|style|refactor|test|build|ci|chore)(?:\([^()]*\))?: \S/;
const remarkable = /breaking|revert|release|^[ \t]*(?:-.*-|gpg:)|^[*-] \w|\r/im;

/** What may not be read as it was meant, and what each preset would make of it. Nothing for a message that leaves no doubt. */
export function findNearMisses(
  commit: Commit,
  change: Change,
  version: CommitReading,
): Pick<Change, "nearMisses" | "presets"> {
  if (plain.test(commit.message) && !remarkable.test(commit.message)) return {};
  const bumps = bumpsByPreset(commit, version);
  const nearMisses = detectors.flatMap((detect) => detect({ commit, change, version, bumps }) ?? []);
  const differ = new Set(presets.map((preset) => bumps[preset])).size > 1;
  return {
    ...(nearMisses.length > 0 && { nearMisses }),
    ...((differ || nearMisses.length > 0) && { presets: bumps }),
  };
}

/** What the presets make of a commit, with the spec's own rules. */
export function bumpsByPreset(commit: Commit, version: CommitReading): PresetBumps {
  const of = (preset: CommitReading["preset"]) => classifyCommit(commit, { ...version, preset }).bump ?? null;
  return { angular: of("angular"), conventionalcommits: of("conventionalcommits"), relspec: of("relspec") };
}

interface Sight {
  readonly commit: Commit;
  readonly change: Change;
  readonly version: CommitReading;
  readonly bumps: PresetBumps;
}
type Detect = (sight: Sight) => NearMiss | undefined;

const detectors: readonly Detect[] = [mark, type, colon, breaking, prose, revert, squash, skip, releaseAs];

function miss(kind: NearMissKind, message: string, suggestion: string): NearMiss {
  return { kind, message, suggestion };
}

const asks = (bump: Bump | null | undefined) => (bump ? `a ${bump} release` : "no release");
const quoted = (text: string) => `"${plainLine(text, 80)}"`;

const marked = /^\w*(?:\([^)]*\))?!: /;

/** `feat!: a` where the preset does not know the mark. */
function mark({ change, version, bumps }: Sight): NearMiss | undefined {
  if (version.preset !== "angular" || change.breaking || !marked.test(change.header)) return undefined;
  return miss(
    "mark",
    `${quoted(change.header)} asks for ${asks(change.bump)}: the preset angular does not know the mark \`!\`, conventionalcommits would make it ${asks(bumps.conventionalcommits)}.`,
    "Say it in a footer, `BREAKING CHANGE: …`, or set `version.preset: conventionalcommits`.",
  );
}

/** `Feat:`, `feature:`, `feat:a`, `fix(scope) :`, and letters that changed places. */
function type({ change, version }: Sight): NearMiss | undefined {
  const { header } = change;
  if (version.preset === "angular" && marked.test(header)) return undefined;
  const meant = readHeader(header);
  const found = parseMessage(header, version.preset).type;
  if (meant.type !== undefined && knownTypes.has(meant.type) && found?.toLowerCase() !== meant.type) {
    return miss(
      "type",
      `${quoted(header)} is not read as ${meant.type} by the preset ${version.preset}.`,
      `Write it as \`${meant.type}${meant.scope === undefined ? "" : "(scope)"}: …\`.`,
    );
  }
  const written = found ?? meant.type;
  if (change.bump !== undefined || written === undefined || written.length < 3 || knownTypes.has(written))
    return undefined;
  const small = written.toLowerCase();
  const near = closest(small, releasing) ?? releasing.find((each) => letters(each) === letters(small));
  if (near === undefined) return undefined;
  return miss(
    "type",
    `${quoted(header)} has the unknown type "${plainLine(written, 30)}".`,
    `Did you mean \`${near}\`?`,
  );
}

const releasing = ["feat", "fix", "perf"] as const;
const letters = (word: string) => (word.length > 10 ? word : Array.from(word).sort().join(""));

/** `feat a button`, `fix(api) a crash`: the colon is missing. */
function colon({ change }: Sight): NearMiss | undefined {
  if (change.bump !== undefined) return undefined;
  const found = /^(feat|fix|perf)(?:\([^()]{0,100}\))?!?(?:[ \t]*[-;,.=>]+)?[ \t]+\w/.exec(change.header);
  if (!found) return undefined;
  return miss(
    "colon",
    `${quoted(change.header)} begins like a ${found[1]}, but there is no colon after it.`,
    `Write it as \`${found[1]}: …\`.`,
  );
}

/** Words that speak of a breaking change where none is read. */
function breaking({ commit, change }: Sight): NearMiss | undefined {
  if (change.breaking) return undefined;
  const found = /^.*\bbreaking[ -]changes?\b.*$/im.exec(commit.message);
  if (!found || /\b(?:no|not|non|without|avoids?|any)\b[^.]{0,30}breaking/i.test(found[0])) return undefined;
  return miss(
    "breaking",
    `${quoted(change.header)} speaks of a breaking change in ${quoted(found[0].trim())}, and it is not read as one.`,
    "If it is one, say so in a footer of its own: `BREAKING CHANGE: …`.",
  );
}

/** Prose that a preset takes for a footer. */
function prose({ commit, change, version }: Sight): NearMiss | undefined {
  if (version.preset === "relspec" || !change.breaking) return undefined;
  const lines = commit.message.split(/\r?\n/).filter((line) => /^[\s|*]*breaking[ -]change[:\s]/i.test(line));
  const loose = lines.find((line) => !/breaking[ -]change(?:\s#\S+)?:/i.test(line) && !/BREAKING[ -]CHANGE/.test(line));
  if (loose === undefined || loose !== lines[0]) return undefined;
  return miss(
    "prose",
    `${quoted(change.header)} asks for a major release, because a line of its body begins with ${quoted(loose.trim())}.`,
    "If that is prose, override the reading of this commit: see `version.overrides`.",
  );
}

/** A revert that does not say what it takes back in the way the preset wants it. */
function revert({ commit, change, version }: Sight): NearMiss | undefined {
  if (version.preset === "relspec" || !/^revert\b/i.test(change.header)) return undefined;
  const meant = parseMessage(commit.message, "relspec").revert;
  if (!meant) return undefined;
  const read = parseMessage(commit.message, version.preset).revert;
  if (read && read.hash.length >= 40 && read.header === meant.header) return undefined;
  const why =
    read === undefined
      ? "it does not say `This reverts commit` with the whole id"
      : read.hash.length < 40
        ? "the id in it is shortened"
        : "its title has more than the reverted one";
  return miss(
    "revert",
    `${quoted(change.header)} takes nothing back for the preset ${version.preset}: ${why}. What it reverts still counts.`,
    "Keep the message that `git revert` writes, or set `version.preset: relspec`.",
  );
}

/** The list of a squashed pull request that is not read. */
function squash({ commit, change, version }: Sight): NearMiss | undefined {
  if (version.squash === true) return undefined;
  const parsed = parseMessage(commit.message, version.preset);
  if (squashedEntries(parsed, version.preset).length === 0) return undefined;
  const bump = classifyCommit(commit, { ...version, squash: true }).bump;
  if (bump === change.bump || highestBump([bump, change.bump]) === change.bump) return undefined;
  return miss(
    "squash",
    `${quoted(change.header)} lists squashed commits that would ask for ${asks(bump)}; only its first line is read.`,
    "Set `version.squash: true` to read the list.",
  );
}

/** What looks like `[skip release]`. */
function skip({ commit, change }: Sight): NearMiss | undefined {
  if (change.bump === undefined) return undefined;
  const found = /\[(?:skip[-_]?releases?|releases?[-_]?skip|no[ _-]?release)\]/i.exec(commit.message);
  if (!found) return undefined;
  return miss(
    "skip",
    `${quoted(change.header)} holds ${found[0]}, and asks for ${asks(change.bump)} all the same.`,
    "Write it as `[skip release]`.",
  );
}

/** A footer that names no version, or one that is not asked. */
function releaseAs({ commit, change, version }: Sight): NearMiss | undefined {
  const text = releaseAsText(commit.message);
  if (text === undefined || change.releaseAs) return undefined;
  const ignored = readReleaseAs(commit.message) !== undefined;
  return miss(
    "release-as",
    ignored
      ? `${quoted(change.header)} asks for ${quoted(text)}, which ${version.compat === undefined ? "is left out of the release" : `${version.compat} does not read`}.`
      : `${quoted(change.header)} has a footer Release-As with ${quoted(text)}, which is not a version.`,
    "Write it as `Release-As: 2.0.0`, or `Release-As: PACKAGE@2.0.0`.",
  );
}

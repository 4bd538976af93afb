import type { Change, PackageStory, VersionStory } from "@relspec/core";
import { renderSuggestion } from "./error.ts";
import { columns, indented } from "./layout.ts";
import { plainLine } from "./plain.ts";
import { reasonKey } from "./reason-key.ts";
import type { Style } from "./style.ts";
import { shortHash } from "./words.ts";

const shownChanges = 200;

/** For each package what asks for its version and what each preset would have given; what was nearly missed; what asks for nothing. */
export function renderVersionReasons(story: VersionStory, style: Style): string {
  const { release, packages, changes, branch } = story;
  const silent = changes.filter(({ bump, releaseAs }) => bump === undefined && releaseAs === undefined);
  const shown = packages.filter(
    ({ planned, presets }) =>
      planned !== null || packages.length === 1 || presets.some(({ version }) => version !== null),
  );
  return [
    ...(release === null
      ? [`${style.dim(style.symbols.dot)} Nothing to release: no change since the last one asks for it.`, ""]
      : []),
    ...indented(`${style.dim("branch")} ${describeBranch(branch)}`, style.width, 0),
    ...shown.flatMap((found) => ["", ...renderPackage(found, changes, style)]),
    ...renderNearMisses(changes, style),
    ...(silent.length === 0
      ? []
      : ["", style.bold("Changes that ask for no release"), ...renderChanges(silent, style)]),
  ].join("\n");
}

function describeBranch({ name, type, channel, prerelease, range, named }: VersionStory["branch"]): string {
  if (name === null) return "none: shown is what the first release branch would release";
  if (!named)
    return `${plainLine(name, 80)} is not one to release from: shown is what the first release branch would release`;
  const effect = [
    prerelease === undefined ? type : `prereleases named ${plainLine(prerelease)}`,
    ...(range === undefined ? [] : [`within ${plainLine(range)}`]),
    ...(channel === null ? [] : [`to the channel ${plainLine(channel)}`]),
  ];
  return `${plainLine(name, 80)}: ${effect.join(", ")}`;
}

function renderPackage(story: PackageStory, changes: readonly Change[], style: Style): readonly string[] {
  const { planned, last } = story;
  const by = new Map(changes.map((change) => [reasonKey(change.id, change.rule), change]));
  const reasons = planned?.reasons ?? [];
  const rows = reasons.slice(0, shownChanges).map(({ commit, rule, detail = "" }) => {
    const change = commit === null ? undefined : by.get(reasonKey(commit, rule));
    return [
      change?.bump ?? "",
      plainLine(rule, 80),
      change === undefined
        ? style.dim(plainLine(detail, 100))
        : `${plainLine(change.header, 100)} ${style.dim(shortHash(change.id))}`,
    ];
  });
  const from = last === null ? "first release" : `${plainLine(last.version)} ${style.symbols.arrow}`;
  const to = planned === null ? "no release" : style.green(plainLine(planned.to));
  const found = last === null ? story.found : `${plainLine(last.tag)} on ${shortHash(last.commit)}: ${story.found}`;
  return [
    `${style.bold(plainLine(story.name, 80))}  ${from} ${to}  ${planned?.bump ?? ""}`,
    ...indented(style.dim(`last release: ${found}`), style.width),
    ...rangeOf(planned).flatMap((line) => indented(style.dim(line), style.width)),
    ...columns(rows, style.width),
    ...(reasons.length > shownChanges ? [`  ${style.dim(`and ${reasons.length - shownChanges} more: --json`)}`] : []),
    ...columns(
      story.presets.map(({ preset, version, bump, refused }) => [
        style.dim(`with ${preset}`),
        refused === undefined ? plainLine(version ?? "no release") : "refused",
        refused === undefined ? (bump ?? "") : plainLine(refused, 200),
      ]),
      style.width,
    ),
  ];
}

function renderNearMisses(changes: readonly Change[], style: Style): readonly string[] {
  const lines = changes.flatMap(({ id, nearMisses = [] }) =>
    nearMisses.flatMap(({ message, suggestion }) => [
      ...indented(`${style.yellow(style.symbols.warning)} ${shortHash(id)} ${plainLine(message, 1000)}`, style.width),
      ...renderSuggestion(suggestion, style, 4),
    ]),
  );
  return lines.length === 0 ? [] : ["", style.bold("Messages that may not be read as they were meant"), ...lines];
}

/** What the branch may release of a package, and why no more; nothing where nothing bounds it. */
function rangeOf(planned: PackageStory["planned"]): readonly string[] {
  if (!planned?.range) return [];
  const { text, because } = planned.range;
  return [`this branch may release ${plainLine(text)}${because === null ? "" : `: ${plainLine(because, 200)}`}`];
}

function renderChanges(changes: readonly Change[], style: Style): readonly string[] {
  const rows = changes
    .slice(0, shownChanges)
    .map(({ id, rule, header }) => [style.dim(shortHash(id)), plainLine(rule, 80), plainLine(header, 100)]);
  return columns(rows, style.width);
}

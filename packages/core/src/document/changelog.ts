import type { Change } from "../model/change.ts";
import type { PlannedPackage } from "../model/plan.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { escapeMarkdown } from "../notes/escape-markdown.ts";
import { plainLine } from "../version/plain-text.ts";
import { inOrder } from "./records-in-order.ts";

/** What stands above the entries. */
export const changelogPreamble = `# Changelog

All notable changes are written here, newest first. The layout is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/),
versions follow [Semantic Versioning](https://semver.org/spec/v2.0.0.html).
`;

/** The layout's own groups, in its order; what is no feature and no fix is a change. */
const groups = ["Added", "Changed", "Fixed"] as const;

/**
 * Every finished release, newest first. One that was undone or replaced never reached anyone and is left out, and going back to
 * a version is no new one.
 */
export function changelog(records: readonly ReleaseRecord[]): string {
  const released = inOrder(records).filter(
    ({ outcome, plan }) => outcome === "released" && plan.release?.type !== "rollback",
  );
  const entries = released.map(({ plan, version }) =>
    changelogEntry({ title: version, date: plan.base.date, packages: plan.packages, changes: plan.changes }),
  );
  return [changelogPreamble, ...entries.toReversed()].join("\n");
}

interface Entry {
  /** Shown in brackets: a version, or a package with its version. */
  readonly title: string;
  /** RFC 3339; the entry shows its day in UTC. */
  readonly date: string;
  /** With several, each gets a part of its own. */
  readonly packages: readonly Pick<PlannedPackage, "name" | "to">[];
  readonly changes: readonly Change[];
}

/** One release in the layout of Keep a Changelog: a heading of the second level and what is below it, with a line feed at the end. */
export function changelogEntry({ title, date, packages, changes }: Entry): string {
  const head = `## [${title}] - ${new Date(date).toISOString().slice(0, 10)}\n`;
  const [only, ...others] = packages;
  if (others.length === 0) return [head, ...sections(only ? of(changes, only.name) : changes, "###")].join("\n");
  const parts = packages.flatMap(({ name, to }) => [
    `### ${escapeMarkdown(name)} ${to}\n`,
    ...sections(of(changes, name), "####"),
  ]);
  return [head, ...parts].join("\n");
}

function of(changes: readonly Change[], name: string): readonly Change[] {
  return changes.filter(({ packages }) => packages.includes(name));
}

function sections(changes: readonly Change[], level: string): readonly string[] {
  const shown = changes.filter(({ bump }) => bump !== undefined);
  const found = groups.flatMap((group) => {
    const list = shown.filter((change) => groupOf(change) === group);
    return list.length === 0 ? [] : [`${level} ${group}\n\n${list.map(item).join("\n")}\n`];
  });
  return found.length > 0 ? found : ["No changes of its own.\n"];
}

function groupOf({ type, breaking }: Change): (typeof groups)[number] {
  if (breaking) return "Changed";
  const name = type?.toLowerCase();
  return name === "feat" ? "Added" : name === "fix" ? "Fixed" : "Changed";
}

function item({ scope, subject, breaking, breakingNote }: Change): string {
  const before = [
    breaking ? "**Breaking:** " : "",
    scope === undefined ? "" : `**${escapeMarkdown(plainLine(scope, 80))}:** `,
  ].join("");
  const note = breakingNote === undefined ? "" : ` — ${escapeMarkdown(plainLine(breakingNote, 1_000))}`;
  return `- ${before}${escapeMarkdown(plainLine(subject, 300))}${note}`;
}

import type { Actor } from "../model/event.ts";
import type { Json } from "../model/json.ts";
import { digestOf } from "../model/digest.ts";
import type { PlannedStage, PlannedStep } from "../model/plan.ts";
import type { ReleaseRecord, StepRecord } from "../model/record.ts";
import { escapeMarkdown } from "../notes/escape-markdown.ts";
import { plainLine } from "../version/plain-text.ts";

/** The whole release for people: what, from what, who decided, each gate and step with its result and time. */
export function recordDocument(record: ReleaseRecord): string {
  const { plan } = record;
  // A release that was taken back and opened again has all that was ever decided about it.
  const decisions = [...record.earlier, record].flatMap((each) => each.decisions);
  return `${[
    `# ${escapeMarkdown(record.name)} ${record.version}`,
    table(["", ""], facts(record)),
    "## Packages",
    table(
      ["package", "from", "to", "tag", "why"],
      plan.packages.map((each) => [
        escapeMarkdown(each.name),
        each.from ?? "–",
        each.to,
        code(each.tag),
        escapeMarkdown([...new Set(each.reasons.map(({ rule }) => rule))].join(", ")),
      ]),
    ),
    "## Decisions",
    decisions.length === 0
      ? "None."
      : table(
          ["when", "who", "decision", "gate", "plan", "reason"],
          decisions.map((each) => [
            each.at,
            who(each.by),
            `${each.kind} as ${escapeMarkdown(each.role)}`,
            code(each.gate),
            code(shortDigest(each.plan)),
            escapeMarkdown(each.reason ?? ""),
          ]),
        ),
    ...plan.stages
      .filter(({ gates, steps }) => gates.length + steps.length > 0)
      .flatMap((stage) => stagePart(stage, record)),
    "## Changes",
    plan.changes.length === 0
      ? "None."
      : table(
          ["commit", "change", "bump", "why", "by"],
          plan.changes.map((each) => [
            code(each.id.slice(0, 7)),
            escapeMarkdown(plainLine(each.header, 200)),
            each.bump ?? "–",
            escapeMarkdown(each.rule),
            escapeMarkdown(plainLine(each.authors.map(({ name }) => name).join(", "), 200)),
          ]),
        ),
  ].join("\n\n")}\n`;
}

function facts(record: ReleaseRecord): readonly (readonly string[])[] {
  const { plan } = record;
  return [
    ["outcome", record.outcome],
    ["release", code(record.id)],
    ["commit", `${code(plan.base.commit)}${plan.base.branch === null ? "" : ` on ${code(plan.base.branch)}`}`],
    ["plan", code(plan.digest)],
    ["spec", code(plan.spec)],
    ["channel", plan.release?.channel == null ? "default" : code(plan.release.channel)],
    ["opened", `${record.openedAt} by ${who(record.openedBy)}`],
    ["closed", record.closedAt ?? "still open"],
    ["attempt", String(record.attempt)],
    ["events", String(record.events)],
  ];
}

function stagePart(stage: PlannedStage, record: ReleaseRecord): readonly string[] {
  const part = [stage.environment, stage.ring].filter((each) => each !== undefined).join(", ");
  const place = part === "" ? stage.name : `${stage.name}: ${part}`;
  const parts = [`## Stage ${escapeMarkdown(place)}`];
  if (stage.gates.length > 0) {
    const rows = stage.gates.map(({ id, kind, owner }) => {
      const found = record.gates[id];
      return [
        code(id),
        escapeMarkdown(kind),
        found?.verdict ?? "not evaluated",
        found?.at ?? "–",
        escapeMarkdown((found?.missing ?? []).join(" ")),
        found ? evidence(found.evidence) : "–",
        escapeMarkdown(owner ?? "–"),
      ];
    });
    parts.push(table(["gate", "kind", "verdict", "when", "missing", "evidence", "owner"], rows));
  }
  if (stage.steps.length > 0) {
    parts.push(
      table(
        ["step", "what", "result", "tries", "when"],
        stage.steps.map((step) => stepRow(step, record.steps[step.id])),
      ),
    );
  }
  return parts;
}

function stepRow({ id, summary }: PlannedStep, found: StepRecord | undefined): readonly string[] {
  return [code(id), escapeMarkdown(summary), result(found), String(found?.tries ?? 0), found?.at ?? "–"];
}

function result(found: StepRecord | undefined): string {
  if (!found || found.state === "to-do") return "not begun";
  if (found.state === "done") return found.adopted ? "done, found already there" : "done";
  if (found.state === "failed")
    return `failed: ${escapeMarkdown(found.error?.message ?? "")} (${found.error?.code ?? "no code"})`;
  return found.state === "undone" ? "undone" : "begun, end unknown";
}

/** What a verdict rests on can be long; its digest is enough to find it and to prove it. */
function evidence(value: Json): string {
  return value === null ? "–" : code(shortDigest(digestOf(value)));
}

function who({ name, email, proof }: Actor): string {
  return `${escapeMarkdown(name)}${email === null ? "" : ` (${escapeMarkdown(email)})`}, ${proof}`;
}

function shortDigest(digest: string): string {
  return digest.slice(0, "sha256:".length + 12);
}

/** Names as code; what could end the code is taken out of them. */
function code(text: string): string {
  return `\`${plainLine(text, 300).replaceAll("`", "'")}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inCell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A bar ends a cell even inside of code, so one that is not escaped yet becomes so. */
function inCell(text: string): string {
  return text.replace(/(?<!\\)((?:\\\\)*)\|/g, "$1\\|").replaceAll("\n", " ");
}

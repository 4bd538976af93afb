import type { Plan } from "@relspec/core";
import { plainLine } from "../views/plain.ts";
import { nameOfStage, shortHash } from "../views/words.ts";
import { escapeMarkdown } from "./job-summary.ts";

/** A plan as Markdown, for a job's summary. */
export function summarizePlan(plan: Plan): string {
  const cell = (text: string) => escapeMarkdown(plainLine(text, 200));
  if (plan.release === null) return `## ${cell(plan.name)}: nothing to release\n`;
  const gates = plan.stages.flatMap((stage) => stage.gates);
  const steps = plan.stages.flatMap((stage) => stage.steps.map((step) => ({ ...step, stage: nameOfStage(stage) })));
  return [
    `## ${cell(plan.release.name)} ${cell(plan.release.version)}`,
    "",
    `Plan \`${shortHash(plan.digest)}\` of commit \`${shortHash(plan.base.commit)}\``,
    "",
    "| package | from | to | change |",
    "|---|---|---|---|",
    ...plan.packages.map(
      ({ name, from, to, bump }) => `| ${cell(name)} | ${cell(from ?? "new")} | ${cell(to)} | ${bump ?? ""} |`,
    ),
    "",
    "| stage | step | state |",
    "|---|---|---|",
    ...steps.map(
      ({ stage, summary, state, irreversible }) =>
        `| ${cell(stage)} | ${cell(summary)}${irreversible === undefined ? "" : " (final)"} | ${state} |`,
    ),
    ...(gates.length === 0 ? [] : ["", "| gate | verdict | missing |", "|---|---|---|"]),
    ...gates.map(({ id, verdict, missing }) => `| ${cell(id)} | ${verdict} | ${cell(missing.join(" "))} |`),
    "",
  ].join("\n");
}

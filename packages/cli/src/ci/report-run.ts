import type { RunResult } from "@relspec/core";
import { plainLine } from "../views/plain.ts";
import { annotation } from "./annotations.ts";
import { addJobSummary, escapeMarkdown } from "./job-summary.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** In GitHub Actions: what waits or failed as annotations, and the whole in the job's summary. */
export async function reportToCi(result: RunResult, env: Env): Promise<void> {
  if (env["GITHUB_ACTIONS"] === "true") process.stderr.write(annotationsOfRun(result).join(""));
  if (env["GITHUB_STEP_SUMMARY"]) await addJobSummary(summarizeRun(result), env);
}

export function annotationsOfRun({ error, waitingFor, notCritical }: RunResult): readonly string[] {
  return [
    ...(error
      ? [
          annotation("error", error.message, {
            title: error.step === undefined ? error.code : `${error.code} ${error.step}`,
          }),
        ]
      : []),
    ...waitingFor.map(({ id, missing }) =>
      annotation("notice", missing.join(" ") || "It is closed.", { title: `Waits for ${id}` }),
    ),
    ...notCritical.map(({ step, message }) => annotation("warning", message, { title: step })),
  ];
}

export function summarizeRun({ release, outcome, steps, waitingFor, error }: RunResult): string {
  const text = (value: string) => escapeMarkdown(plainLine(value, 500));
  const name = release === null ? "relspec" : `${text(release.name)} ${text(release.version)}`;
  return [
    `## ${name}: ${outcome.replaceAll("-", " ")}`,
    "",
    `${steps.done} done, ${steps.adopted} adopted, ${steps.failed} failed, ${steps.left} left`,
    ...waitingFor.map(({ id, missing }) => `- waits for **${text(id)}**: ${text(missing.join(" "))}`),
    ...(error ? ["", `**${error.code}** ${text(error.message)}`] : []),
    "",
  ].join("\n");
}

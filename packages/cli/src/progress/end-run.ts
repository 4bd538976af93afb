import type { RunResult } from "@relspec/core";
import { reportToCi } from "../ci/report-run.ts";
import { renderRunResult } from "../views/run-result.ts";
import type { Style } from "../views/style.ts";

/** Tell the CI how a run ended, and give the text for people. */
export async function endRun(result: RunResult, style: Style): Promise<string> {
  await reportToCi(result, process.env);
  return renderRunResult(result, style);
}

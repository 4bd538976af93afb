import type { EvidenceReader, Json, TestFact } from "@relspec/core";
import { factsOfJson, textOf } from "../walk-json.ts";
import { statedAt, statedPaths } from "./stated.ts";

/** What Jest and Vitest call the end of a test. */
const states: Readonly<Record<string, TestFact["state"]>> = {
  passed: "passed",
  failed: "failed",
  skipped: "skipped",
  pending: "skipped",
  todo: "skipped",
  disabled: "skipped",
  focused: "passed",
};

/** The JSON reporter of Jest and of Vitest. */
export const testJson: EvidenceReader = {
  summary: "JSON of Jest or Vitest",
  gives: "test",
  fits: (head) => /^\s*\{/.test(head) && /"num(?:Total|Failed|Passed|Pending)Test|"testResults"/.test(head),
  read: (pieces) =>
    factsOfJson(
      pieces,
      [...statedPaths, "$.testResults.*.assertionResults.*", "$.testResults.*.status", "$.numFailedTests"],
      (give) => {
        let failed = 0;
        let failedSuites = 0;
        let declared = 0;
        return {
          value: (path, value) => {
            if (statedAt(path, value, give)) return;
            if (path[0] === "numFailedTests") declared = Number(value);
            else if (path.length === 3) failedSuites += value === "failed" ? 1 : 0;
            else {
              const state = stateOf(value);
              if (state === "failed") failed += 1;
              give({ kind: "test", name: nameOf(value), state });
            }
          },
          end: () => {
            // A file that could not even be loaded has no tests in it, and has failed.
            if (failedSuites > 0 && failed === 0)
              give({ kind: "test", name: `${failedSuites} test files that could not be run`, state: "failed" });
            else if (declared > failed)
              give({ kind: "test", name: `${declared - failed} more that it declares`, state: "failed" });
          },
        };
      },
    ),
};

function stateOf(value: Json): TestFact["state"] {
  const status = textOf(value, "status") ?? "";
  // A word that is not known is no pass.
  return Object.hasOwn(states, status) ? (states[status] as TestFact["state"]) : "failed";
}

function nameOf(value: Json): string {
  return textOf(value, "fullName") ?? textOf(value, "title") ?? "";
}

import type { EvidenceReader } from "@relspec/core";
import { factsOfJson, listOf, own, textOf } from "../walk-json.ts";
import { statedAt, statedPaths } from "./stated.ts";

/** `pip-audit --format json`. It tells no severity, so everything that it finds closes the gate. */
export const pipAudit: EvidenceReader = {
  summary: "JSON of pip-audit",
  gives: "finding",
  fits: (head) => /^\s*\{/.test(head) && /"dependencies"/.test(head) && /"vulns"|"fixes"|"skip_reason"/.test(head),
  read: (pieces) =>
    factsOfJson(pieces, [...statedPaths, "$.dependencies.*"], (give) => {
      let seen = 0;
      return {
        value: (path, value) => {
          if (statedAt(path, value, give)) return;
          seen += 1;
          const where = `${textOf(value, "name") ?? "a dependency"} ${textOf(value, "version") ?? ""}`.trim();
          const skipped = textOf(value, "skip_reason");
          if (skipped !== undefined) {
            give({ kind: "finding", id: `not audited: ${skipped.slice(0, 200)}`, severity: "unknown", where });
            return;
          }
          if (!Array.isArray(own(value, "vulns"))) throw new Error(`it does not say what is wrong with ${where}`);
          for (const vulnerability of listOf(value, "vulns"))
            give({ kind: "finding", id: textOf(vulnerability, "id") ?? "unnamed", severity: "unknown", where });
        },
        end: () => {
          if (seen === 0) throw new Error("it lists no dependencies");
        },
      };
    }),
};

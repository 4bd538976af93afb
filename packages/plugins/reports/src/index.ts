import { definePlugin } from "@relspec/core";
import { auditGate } from "./gates/audit-gate.ts";
import { testsGate } from "./gates/tests-gate.ts";
import { junit } from "./readers/junit.ts";
import { npmAudit } from "./readers/npm-audit.ts";
import { osv } from "./readers/osv.ts";
import { pipAudit } from "./readers/pip-audit.ts";
import { sarif } from "./readers/sarif.ts";
import { tap } from "./readers/tap.ts";
import { testJson } from "./readers/test-json.ts";

export default definePlugin({
  name: "reports",
  summary: "Read reports of tests, coverage, audits and licences as evidence.",
  options: { type: "object", additionalProperties: false, description: "The plugin itself takes no options." },
  permissions: {},
  setup: () => ({
    gates: { tests: testsGate, audit: auditGate },
    evidence: { junit, tap, "test-json": testJson, sarif, "npm-audit": npmAudit, "pip-audit": pipAudit, osv },
  }),
});

import { definePlugin } from "@relspec/core";
import { auditGate } from "./gates/audit-gate.ts";
import { coverageGate } from "./gates/coverage-gate.ts";
import { licencesGate } from "./gates/licences-gate.ts";
import { requirementsGate } from "./gates/requirements-gate.ts";
import { testsGate } from "./gates/tests-gate.ts";
import { cobertura } from "./readers/cobertura.ts";
import { cyclonedx } from "./readers/cyclonedx.ts";
import { istanbul, istanbulSummary } from "./readers/istanbul.ts";
import { junit } from "./readers/junit.ts";
import { lcov } from "./readers/lcov.ts";
import { licenceList } from "./readers/licence-list.ts";
import { npmAudit } from "./readers/npm-audit.ts";
import { osv } from "./readers/osv.ts";
import { pipAudit } from "./readers/pip-audit.ts";
import { sarif } from "./readers/sarif.ts";
import { spdx } from "./readers/spdx.ts";
import { tap } from "./readers/tap.ts";
import { testJson } from "./readers/test-json.ts";

export default definePlugin({
  name: "reports",
  summary: "Read reports of tests, coverage, audits and licences as evidence.",
  options: { type: "object", additionalProperties: false, description: "The plugin itself takes no options." },
  permissions: {},
  setup: () => ({
    gates: {
      tests: testsGate,
      coverage: coverageGate,
      audit: auditGate,
      licences: licencesGate,
      requirements: requirementsGate,
    },
    evidence: {
      junit,
      tap,
      "test-json": testJson,
      lcov,
      cobertura,
      istanbul,
      "istanbul-summary": istanbulSummary,
      sarif,
      "npm-audit": npmAudit,
      "pip-audit": pipAudit,
      osv,
      cyclonedx,
      spdx,
      licences: licenceList,
    },
  }),
});

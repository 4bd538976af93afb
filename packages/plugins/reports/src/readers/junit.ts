import type { BuildFact, EvidenceReader } from "@relspec/core";
import { factsOfXml } from "../walk-xml.ts";

/** Names of properties that say what a report is of. */
const stated: Readonly<Record<string, keyof Omit<BuildFact, "kind">>> = {
  "relspec.commit": "commit",
  "git.commit": "commit",
  "git.commit.id": "commit",
  "relspec.digest": "digest",
  "relspec.kind": "tests",
  "relspec.environment": "environment",
};

/** JUnit's XML, as nearly every test runner can write it. A suite that declares more failures than it shows has failed. */
export const junit: EvidenceReader = {
  summary: "JUnit XML",
  gives: "test",
  fits: (head) => /^\s*</.test(head) && /<testsuites?[\s/>]/.test(head),
  read: (pieces) =>
    factsOfXml(pieces, (give) => {
      const suites: { readonly name: string; readonly declared: number; failed: number }[] = [];
      let test: { readonly name: string; state: "passed" | "failed" | "skipped" } | undefined;
      const count = (attributes: Readonly<Record<string, string>>, name: string): number =>
        Math.max(0, Number.parseInt(attributes[name] ?? "0", 10) || 0);
      return {
        open: (tag, attributes) => {
          if (tag === "testsuite" || tag === "testsuites") {
            const declared = count(attributes, "failures") + count(attributes, "errors");
            suites.push({ name: attributes["name"] ?? "a suite", declared, failed: 0 });
          } else if (tag === "testcase") {
            const { classname, name = "" } = attributes;
            test = { name: classname === undefined ? name : `${classname} ${name}`.trim(), state: "passed" };
          } else if (test && (tag === "failure" || tag === "error")) test.state = "failed";
          else if (test && tag === "skipped" && test.state === "passed") test.state = "skipped";
          else if (tag === "property") {
            const { name, value } = attributes;
            const what = name !== undefined && Object.hasOwn(stated, name) ? stated[name] : undefined;
            if (what !== undefined && value !== undefined) give({ kind: "build", [what]: value });
          }
        },
        close: (tag) => {
          if (tag === "testcase" && test) {
            give({ kind: "test", ...test });
            if (test.state === "failed") for (const suite of suites) suite.failed += 1;
            test = undefined;
          } else if (tag === "testsuite" || tag === "testsuites") {
            const suite = suites.pop();
            const hidden = suite ? suite.declared - suite.failed : 0;
            if (!suite || hidden <= 0) return;
            give({ kind: "test", name: `${suite.name}: ${hidden} more that it declares`, state: "failed" });
            for (const outer of suites) outer.failed += hidden;
          }
        },
      };
    }),
};

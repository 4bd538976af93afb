import { type ComponentFact, defineGate } from "@relspec/core";
import { gather } from "../gather.ts";
import { isAllowed } from "../licence-allowed.ts";
import { bound, reports } from "../options.ts";

/** How many components are told and recorded one by one; how many there are is always told. */
const shown = 10;

/** Everything that the product is made of is under a licence that is allowed. */
export const licencesGate = defineGate({
  summary: "Every component is under a licence that is allowed.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["report", "allow"],
    description: "A list of components, and the licences they may be under.",
    properties: {
      report: reports,
      allow: {
        type: "array",
        minItems: 1,
        uniqueItems: true,
        items: { type: "string", minLength: 1 },
        description: "SPDX ids, for example MIT. A component without a licence is never allowed.",
      },
      except: {
        type: "array",
        uniqueItems: true,
        items: { type: "string", minLength: 1 },
        description: "Names of components that are looked at by people instead, for example your own.",
      },
      minimum: {
        type: "integer",
        minimum: 0,
        default: 1,
        description: "How many components there must be; an empty list is no list.",
      },
      bound,
    },
  } as const,
  evaluate: async ({ report, allow, except = [], minimum, bound: mustSay }, context) => {
    const allowed = new Set(allow.map((each) => each.toLowerCase()));
    const isFine = ({ name, licences }: ComponentFact): boolean =>
      except.includes(name) ||
      (licences.length > 0 &&
        licences.every((each) => allowed.has(each.toLowerCase()) || isAllowed(each, allowed) === true));
    let components = 0;
    let refused = 0;
    const told: string[] = [];
    const { files, problems } = await gather({ reports: report, gives: "component", bound: mustSay }, context, () => {
      let mine = 0;
      const wrong: string[] = [];
      let count = 0;
      return {
        take: (fact) => {
          if (fact.kind !== "component") return;
          mine += 1;
          if (isFine(fact)) return;
          count += 1;
          if (wrong.length < shown) wrong.push(sentence(fact));
        },
        keep: () => {
          components += mine;
          refused += count;
          told.push(...wrong);
        },
      };
    });
    const named = typeof report === "string" ? report : report.join(", ");
    const missing = [...problems];
    const rest = refused - Math.min(told.length, shown);
    if (refused > 0)
      missing.push(
        `${named}: ${told.slice(0, shown).join(", ")}${rest > 0 ? ` and ${rest} more` : ""} may not be used.`,
      );
    if (problems.length === 0 && components < minimum)
      missing.push(`${named} lists ${components} components, below ${minimum}.`);
    const evidence = {
      files: files.map((file) => ({ ...file })),
      components,
      refused,
      ...(refused > 0 && { told: told.slice(0, shown) }),
    };
    return { verdict: missing.length === 0 ? "pass" : "fail", missing, evidence };
  },
});

function sentence({ name, version, licences }: ComponentFact): string {
  const under = licences.length === 0 ? "no licence" : licences.join(", ").slice(0, 100);
  return `${name}${version === null ? "" : ` ${version}`} (${under})`;
}

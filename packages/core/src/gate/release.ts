import type { JsonObject } from "../model/json.ts";
import type { ReleaseRecord } from "../model/record.ts";
import { defineGate } from "../plugin/gate.ts";
import { ledgerOf } from "../spec/ledger-of.ts";
import { satisfiesRange } from "../version/satisfies.ts";

/** Another release is out: on record as released, or done in an environment. */
export const release = defineGate({
  summary: "Another release is out, by its own record.",
  shorthand: "name",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["name"],
    description: "The other release.",
    properties: {
      name: { type: "string", minLength: 1, description: "Name of its spec." },
      version: {
        type: "string",
        minLength: 1,
        description: "Version or range that is to be out, for example >=2.1.0; default any.",
      },
      environment: {
        type: "string",
        minLength: 1,
        description: "Environment it is to be done in; default that it is released.",
      },
      ledger: {
        description: "Where it is on record, in the form of the key `ledger` of a spec; default where this release is.",
      },
    },
  } as const,
  evaluate: async ({ name, version, environment, ledger }, { releasesOf, spec }) => {
    const records = await releasesOf(name, ledger === undefined ? undefined : ledgerOf(ledger as JsonObject));
    const wanted = `${name}${version === undefined ? "" : ` ${version}`}`;
    const place = environment === undefined ? "released" : `in ${environment}`;
    // What is out now: a rollback is a release of an earlier version.
    const last = records.findLast((record) => isOut(record, environment));
    const fits = last && (version === undefined || last.version === version || satisfiesRange(last.version, version));
    if (last && fits)
      return {
        verdict: "pass",
        missing: [],
        evidence: { release: last.id, version: last.version, plan: last.plan.digest },
      };
    const open = records.findLast(({ outcome }) => outcome === "open");
    const now = last ? `${last.version} is.` : "Nothing of it is, by its record.";
    return {
      verdict: "waiting",
      missing: [
        [`${wanted} is not ${place}.`, now, ...(open ? [standOf(open, spec.schedule?.stages.deploy)] : [])].join(" "),
      ],
    };
  },
});

function isOut(record: ReleaseRecord, environment: string | undefined): boolean {
  if (environment === undefined) return record.outcome === "released";
  const parts = record.stages.filter((stage) => stage.environment === environment);
  return parts.length > 0 && parts.every(({ state }) => state === "done") && record.outcome !== "undone";
}

/** Where the open one stands, and for when it is planned. */
function standOf({ version, stages, plan }: ReleaseRecord, own: string | undefined): string {
  const at = stages.find(({ state }) => state !== "done");
  const where = at
    ? ` and stands before the end of ${[at.name, at.environment, at.ring].filter(Boolean).join("/")}`
    : "";
  const planned = plan.schedule?.stages.deploy;
  const late =
    planned !== undefined && own !== undefined && planned > own ? `, after this release's own deployment (${own})` : "";
  return `${version} is open${where}${planned === undefined ? "" : `; its deployment is planned for ${planned}${late}`}.`;
}

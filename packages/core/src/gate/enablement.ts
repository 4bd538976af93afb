import type { Deliverable } from "../model/release-plan.ts";
import { defineGate, type GateContext } from "../plugin/gate.ts";
import { readEvidence } from "./read-evidence.ts";

/** What people need to know of the release is there. */
export const enablement = defineGate({
  summary: "Everything that tells people of the release is there.",
  options: {
    type: "object",
    additionalProperties: false,
    description: "All deliverables of `enablement`, or those for some audiences.",
    properties: {
      audiences: {
        type: "array",
        minItems: 1,
        uniqueItems: true,
        items: { type: "string", minLength: 1 },
        description: "Only those for these audiences.",
      },
    },
  } as const,
  evaluate: async ({ audiences }, context) => {
    const mine = context.spec.enablement.filter(
      ({ audience }) => audiences === undefined || (audience !== undefined && audiences.includes(audience)),
    );
    if (mine.length === 0)
      return { verdict: "fail", missing: ["The spec names no such deliverables."], evidence: { deliverables: [] } };
    const looked = await Promise.all(mine.map(async (each) => ({ each, found: await lookAt(each, context) })));
    const evidence = { deliverables: looked.map(({ each, found }) => ({ name: each.name, ...found.evidence })) };
    const lacking = looked.filter(({ found }) => found.problem !== null);
    if (lacking.length === 0) return { verdict: "pass", missing: [], evidence };
    const now = context.now().getTime();
    const late = lacking.some(({ each }) => each.due !== undefined && now > endOf(each.due));
    return {
      // Until it is due somebody is at work on it; after that somebody has to be asked.
      verdict: late ? "fail" : "waiting",
      missing: lacking.map(({ each, found }) => sentence(each, found.problem as string, now)),
      evidence,
    };
  },
});

interface Look {
  readonly problem: string | null;
  readonly evidence: { readonly [key: string]: string | number };
}

async function lookAt(deliverable: Deliverable, { files, http }: GateContext): Promise<Look> {
  const { link, file } = deliverable;
  if (file !== undefined) {
    const found = await readEvidence(files, file);
    if (!found) return { problem: `${file} is not there`, evidence: { file } };
    return { problem: found.text.trim() === "" ? `${file} is empty` : null, evidence: { ...found.file } };
  }
  const url = link as string;
  try {
    const { status } = await http.get(url, { timeout: 15_000 });
    const ok = status >= 200 && status < 300;
    return { problem: ok ? null : `${url} answers ${status}`, evidence: { url, status } };
  } catch {
    return { problem: `${url} does not answer`, evidence: { url } };
  }
}

function sentence({ kind, name, owner, due, audience }: Deliverable, problem: string, now: number): string {
  const whom = audience === undefined ? "" : ` for ${audience}`;
  const when = due === undefined ? "" : now > endOf(due) ? `, was due ${due}` : `, due ${due}`;
  return `The ${kind} "${name}"${whom} is missing: ${problem} (owner ${owner}${when}).`;
}

/** The moment after which it is late; of a date, its end everywhere that counts: in UTC. */
function endOf(due: string): number {
  return due.includes("T") ? Date.parse(due) : Date.parse(`${due}T00:00:00Z`) + 86_400_000;
}

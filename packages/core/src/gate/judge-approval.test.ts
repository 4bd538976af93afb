import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { somebody } from "../testing/plan-builder.ts";
import { change, plan, spec } from "../testing/plan-builder.ts";
import type { Decision } from "../model/record.ts";
import type { Policy, Role } from "../model/spec.ts";
import type { ApprovalOptions } from "./approval.ts";
import { judgeApproval, type Judging } from "./judge-approval.ts";
import { withWaivers } from "./waiver.ts";
import { sayWhoCould } from "./who-could.ts";

const gate = "prepare/functional";
const earlier = "prepare/qa";
const now = new Date("2026-01-02T12:00:00Z");
const roles: readonly Role[] = [
  { name: "qa", quorum: 1, members: [{ email: "ana@example.com" }, { email: "ben@example.com" }] },
  { name: "security", quorum: 1, members: [{ email: "ben@example.com" }, { email: "cy@example.com" }] },
  {
    name: "board",
    quorum: 2,
    members: [
      { email: "ana@example.com" },
      {
        email: ["dee@example.com", "d@home.example"],
        delegates: [{ email: "gil@example.com", until: "2026-01-02" }, { email: "ana@example.com" }],
      },
      { email: "zoe@example.com" },
      { email: "cy@example.com" },
    ],
  },
  { name: "head", quorum: 1, members: [{ email: "max@example.com" }, { email: "zoe@example.com" }] },
];
const thePlan = plan({
  changes: [
    change({
      authors: [
        { name: "Zoe", email: "Zoe@example.com" },
        { name: "Cy", email: "cy@example.com" },
      ],
    }),
  ],
  stages: [
    {
      name: "prepare",
      gates: [
        { id: earlier, kind: "approval", options: { role: "qa" } },
        { id: gate, kind: "approval", options: {} },
      ],
    },
  ],
});
const policy = (given: Partial<Policy> = {}): Policy => ({
  identity: "claimed",
  separation: [],
  wayBack: [],
  ...given,
});

function said(name: string, more: Partial<Decision> = {}): Decision {
  const email = `${name}@example.com`;
  return {
    kind: "approved",
    gate,
    role: "",
    by: { kind: "human", name, email, proof: "claimed" },
    plan: thePlan.digest,
    reason: null,
    at: "2026-01-02T11:00:00Z",
    ...more,
  };
}

interface Case {
  readonly options: ApprovalOptions;
  readonly decisions: readonly Decision[];
  readonly policy?: Partial<Policy>;
  readonly initiator?: string;
}

const judging = ({ options, decisions, policy: rules, initiator }: Case): Judging => ({
  gate,
  options,
  spec: spec({ roles, policy: policy(rules) }),
  plan: thePlan,
  decisions,
  initiator: initiator === undefined ? null : { ...somebody, email: `${initiator}@example.com` },
  now,
});
const missing = (given: Case) => judgeApproval(judging(given)).missing.join(" ");
const both = { allOf: [{ role: "qa" }, { role: "security" }] };

describe("an approval opens", () => {
  it.each<[string, Case]>([
    ["for one in the role", { options: { role: "qa" }, decisions: [said("ana")] }],
    ["for two who can each fill one seat", { options: both, decisions: [said("ben"), said("ana")] }],
    ["whoever came first", { options: both, decisions: [said("ana"), said("ben")] }],
    ["within its time", { options: { role: "qa", expires: "PT2H" }, decisions: [said("ana")] }],
    [
      "for the initiator, where the policy does not keep them out",
      { options: { role: "qa" }, decisions: [said("ana")], initiator: "ana" },
    ],
    [
      "for a delegate, on the last day",
      { options: { allOf: [{ role: "board", min: 1 }] }, decisions: [said("gil", { onBehalfOf: "d@home.example" })] },
    ],
    [
      "after the one that comes first",
      { options: { role: "security", after: ["qa"] }, decisions: [said("ana", { gate: earlier }), said("cy")] },
    ],
  ])("%s", (_, given) => {
    expect(missing(given)).toBe("");
  });
});

describe("an approval stays closed", () => {
  const one = (role: string, decision: Decision, more: Partial<Case> = {}): Case => ({
    options: { allOf: [{ role, min: 1 }] },
    decisions: [decision],
    ...more,
  });
  it.each<[string, Case, string]>([
    ["for another role", one("qa", said("cy")), "in none of the roles"],
    ["for a stranger", one("qa", said("eve")), "nobody whom the spec's roles name"],
    ["for one person in two roles", { options: both, decisions: [said("ben")] }, "1 approval of"],
    [
      "for the same person, said twice and spelled otherwise",
      {
        options: { role: "board" },
        decisions: [said("dee"), said("DEE"), said("d", { by: { ...said("d").by, email: "D@home.example" } })],
      },
      "1 approval of board",
    ],
    ["for an author", one("board", said("zoe"), { policy: { separation: ["authors"] } }), "is an author"],
    ["for a co-author", one("security", said("cy"), { policy: { separation: ["authors"] } }), "is an author"],
    [
      "for the initiator",
      one("qa", said("ana"), { policy: { separation: ["initiator"] }, initiator: "ANA" }),
      "opened this release",
    ],
    [
      "for who holds a seat elsewhere",
      {
        options: { role: "security" },
        decisions: [said("ben", { gate: earlier }), said("ben")],
        policy: { separation: ["seats"] },
      },
      "holds a seat at another gate",
    ],
    ["once it has expired", one("qa", said("ana"), { options: { role: "qa", expires: "PT59M" } }), "it was good until"],
    ["for another plan", one("qa", said("ana", { plan: "sha256:other" })), "an earlier one was for another plan"],
    ["where the proof does not hold", one("qa", said("ana", { refused: "It is forged." })), "It is forged."],
    [
      "for a claimed identity, where the policy asks for more",
      one("qa", said("ana"), { policy: { identity: "verified" } }),
      "nobody whom",
    ],
    [
      "for a delegate after their time",
      one("board", said("gil", { onBehalfOf: "dee@example.com", at: "2026-01-03T00:00:00Z" })),
      "in none of the roles",
    ],
    ["for a delegate who does not say so", one("board", said("gil")), "in none of the roles"],
    [
      "for who stands in for somebody else's role",
      one("qa", said("gil", { onBehalfOf: "ana@example.com" })),
      "in none of the roles",
    ],
    [
      "for a member who also stands in for another: it is one person",
      { options: { role: "board" }, decisions: [said("ana"), said("ana", { onBehalfOf: "dee@example.com" })] },
      "1 approval of board",
    ],
    [
      "before the one that comes first",
      { options: { role: "security", after: ["qa"] }, decisions: [said("cy"), said("ana", { gate: earlier })] },
      "before qa",
    ],
    [
      "without the one that comes first",
      { options: { role: "security", after: ["qa"] }, decisions: [said("cy")] },
      "qa comes first",
    ],
    [
      "after a gate that does not exist",
      { options: { role: "qa", after: ["qaa"] }, decisions: [said("ana")] },
      "qaa comes first",
    ],
    ["where nobody is asked", { options: {}, decisions: [said("ana")] }, "A role that may approve"],
  ])("%s", (_, given, words) => {
    expect(missing(given)).toContain(words);
  });

  it("never opens for one restriction more", () => {
    const names = ["ana", "ben", "cy", "dee", "zoe", "gil"];
    const decisions = fc.array(
      fc
        .record({ name: fc.constantFrom(...names), at: fc.constantFrom(gate, earlier) })
        .map(({ name, at }) => said(name, { gate: at })),
      { maxLength: 8 },
    );
    const seat = fc.record({ role: fc.constantFrom("qa", "security", "board"), min: fc.integer({ min: 1, max: 3 }) });
    const separation = fc.subarray<Policy["separation"][number]>(["authors", "initiator", "seats"]);
    fc.assert(
      fc.property(
        decisions,
        fc.array(seat, { minLength: 1, maxLength: 3 }),
        seat,
        separation,
        fc.constantFrom<Policy["separation"][number]>("authors", "initiator", "seats"),
        (given, allOf, more, kept, another) => {
          const base: Case = { options: { allOf }, decisions: given, policy: { separation: kept }, initiator: "ben" };
          const stricter: readonly Case[] = [
            { ...base, options: { allOf: [...allOf, more] } },
            { ...base, options: { allOf: allOf.map((each) => ({ ...each, min: each.min + 1 })) } },
            { ...base, options: { allOf, expires: "PT1M" } },
            { ...base, options: { allOf, after: ["qa"] } },
            { ...base, policy: { separation: [...new Set([...kept, another])] } },
            { ...base, policy: { separation: kept, identity: "verified" } },
          ];
          const closed = missing(base) !== "";
          expect(stricter.filter((each) => closed && missing(each) === "")).toEqual([]);
        },
      ),
    );
  });
});

describe("who could still approve", () => {
  it("is told by name, and who is kept out is not", () => {
    const given: Case = { options: { role: "board" }, decisions: [said("dee")], policy: { separation: ["authors"] } };

    expect(sayWhoCould(judging(given))).toEqual(["It could come from ana@example.com or gil@example.com."]);
  });

  it("is nobody, with the reasons, where everyone is kept out", () => {
    const given: Case = {
      options: { allOf: [{ role: "head", min: 2 }] },
      decisions: [said("max")],
      policy: { separation: ["authors"] },
    };

    expect(sayWhoCould(judging(given))).toEqual([
      "Nobody who is asked may give it: zoe@example.com is an author of changes in this release, and may not approve it; max@example.com has approved already.",
    ]);
  });
});

describe("a waiver", () => {
  const refused = { verdict: "fail", missing: ["It is not covered."] } as const;
  const coverage = { id: "prepare/coverage", kind: "coverage", options: {} };
  const waived = (name: string, more: Partial<Decision> = {}): Decision =>
    said(name, { kind: "waived", role: "head", until: "2026-01-03T00:00:00Z", reason: "It is known.", ...more });
  const answer = (decision: Decision, rules: Partial<Policy> = {}, of = coverage) =>
    withWaivers(refused, of, {
      spec: spec({ roles, policy: policy({ waivers: [{ by: "head", gates: ["coverage", "prepare/*"] }], ...rules }) }),
      plan: thePlan,
      decisions: [decision],
      initiator: { ...somebody, email: "max@example.com" },
      now,
    });

  it("opens what does not pass, and says by whom, until when and of what", () => {
    expect(answer(waived("max"))).toMatchObject({
      verdict: "waived",
      missing: ["Waived by max@example.com until 2026-01-03T00:00:00Z: It is known.", "It is not covered."],
    });
  });

  it.each<[string, Decision, Partial<Policy>]>([
    ["by a role that is too low", waived("ana", { role: "qa" }), {}],
    ["by one who says they are in the role", waived("ana"), {}],
    ["that has ended", waived("max", { until: "2026-01-02T12:00:00Z" }), {}],
    ["that has no end", waived("max", { until: undefined as never }), {}],
    ["that is too long", waived("max"), { waivers: [{ by: "head", longest: "PT1H" }] }],
    ["of another gate", waived("max"), { waivers: [{ by: "head", gates: ["audit"] }] }],
    ["where nobody may waive", waived("max"), { waivers: [] }],
    ["of another plan", waived("max", { plan: "sha256:other" }), {}],
    ["by an author", waived("zoe"), { separation: ["authors"] }],
    ["by the initiator", waived("max"), { separation: ["initiator"] }],
    ["whose proof does not hold", waived("max", { refused: "It is forged.", person: null }), {}],
    ["that is only claimed", waived("max"), { identity: "verified" }],
    ["that is an approval", waived("max", { kind: "approved" }), {}],
  ])("opens nothing: one %s", (_, decision, rules) => {
    expect(answer(decision, rules).verdict).toBe("fail");
  });

  it("is never by a role that the gate itself asks for", () => {
    const approval = { id: "prepare/approval:head", kind: "approval", options: { role: "head" } };

    expect(answer(waived("max"), {}, approval).verdict).toBe("fail");
  });

  it("takes as many as the role's quorum", () => {
    const rules = { waivers: [{ by: "board" }] };
    const one = waived("dee", { role: "board" });

    expect(answer(one, rules).verdict).toBe("fail");
  });
});

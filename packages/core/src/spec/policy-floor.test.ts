import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../model/json.ts";
import { loosenings } from "./policy-floor.ts";
import { weakerThan } from "./weaker-gate.ts";

const ana = { email: "ana@example.com", ssh: "SHA256:a" };
const max = { email: "max@example.com" };
const forge = { issuer: "https://forge.example", audience: "relspec", claims: { repository: "acme/lib" } };
const freeze = { name: "year end", from: "2026-12-18", to: "2027-01-04", timezone: "Europe/Berlin" };
const board = { approval: { allOf: [{ role: "board", min: 2 }], expires: "P7D", after: ["qa"] } };
const floor: JsonObject = {
  policy: {
    identity: "verified",
    separation: ["authors", "initiator"],
    issuers: { forge },
    waivers: [{ by: "head", gates: ["coverage"], longest: "P7D" }],
  },
  roles: { board: { members: [ana, max], quorum: 2 } },
  freezes: [freeze],
  stages: {
    prepare: { gates: [board, { coverage: { report: "lcov.info", lines: 80 } }] },
    deploy: {
      environments: [{ name: "production", requires: ["staging"], soak: "PT2H", gates: [{ approval: "board" }] }],
    },
  },
};
const merged = (policy: JsonObject, more: JsonObject = {}): JsonObject => ({
  ...floor,
  ...more,
  policy: { ...(floor["policy"] as JsonObject), ...policy },
});
const prepared = (...gates: JsonObject[]): JsonObject => ({
  stages: { ...(floor["stages"] as JsonObject), prepare: { gates } },
});
const coverage = { coverage: { report: "lcov.info", lines: 80 } };
const production = (more: JsonObject): JsonObject => ({
  stages: {
    ...(floor["stages"] as JsonObject),
    deploy: {
      environments: [
        { name: "production", requires: ["staging"], soak: "PT2H", gates: [{ approval: "board" }], ...more },
      ],
    },
  },
});

describe("a spec that asks for as much as its policy, or more", () => {
  it.each<[string, JsonObject]>([
    ["the same", merged({})],
    ["one more whom it keeps out", merged({ separation: ["authors", "initiator", "seats"] })],
    ["fewer waivers", merged({ waivers: [{ by: "head", gates: ["coverage"], longest: "P1D" }] })],
    ["no issuers", merged({ issuers: {} })],
    ["fewer members", merged({}, { roles: { board: { members: [ana], quorum: 2 } } })],
    [
      "another role",
      merged({}, { roles: { board: { members: [ana, max], quorum: 2 }, qa: [{ email: "ben@example.com" }] } }),
    ],
    ["another freeze", merged({}, { freezes: [{ ...freeze, name: "launch" }, freeze] })],
    [
      "stricter gates",
      merged(
        {},
        prepared(
          { approval: { allOf: [{ role: "board", min: 3 }, { role: "qa" }], expires: "P1D", after: ["qa", "x"] } },
          { coverage: { report: "lcov.info", lines: 90, branches: 50 } },
        ),
      ),
    ],
    ["a longer soak", merged({}, production({ soak: "PT3H", requires: ["staging", "canary"] }))],
  ])("is taken: %s", (_, spec) => {
    expect(loosenings(floor, spec)).toEqual([]);
  });
});

describe("a spec that asks for less than its policy", () => {
  it.each<[string, JsonObject, string, string]>([
    ["claimed identities", merged({ identity: "claimed" }), "/policy/identity", "verified identities"],
    ["authors may approve", merged({ separation: ["initiator"] }), "/policy/separation", "keeps authors"],
    ["nobody is kept out", merged({ separation: [] }), "/policy/separation", "authors and initiator"],
    [
      "another issuer",
      merged({ issuers: { forge, evil: forge, other: { ...forge, audience: "x" } } }),
      "/policy/issuers",
      "other",
    ],
    ["a claim less", merged({ issuers: { forge: { ...forge, claims: { ref: "main" } } } }), "/policy/issuers", "forge"],
    ["a longer waiver", merged({ waivers: [{ by: "head", gates: ["coverage"] }] }), "/policy/waivers", "for longer"],
    ["a waiver of more", merged({ waivers: [{ by: "head", longest: "P1D" }] }), "/policy/waivers", "head"],
    [
      "a waiver by others",
      merged({ waivers: [{ by: "qa", gates: ["coverage"], longest: "P1D" }] }),
      "/policy/waivers",
      "qa",
    ],
    [
      "a member more",
      merged({}, { roles: { board: { members: [ana, max, { email: "eve@example.com" }], quorum: 2 } } }),
      "/roles/board",
      "adds members",
    ],
    [
      "another key of a member",
      merged({}, { roles: { board: { members: [{ ...ana, ssh: "SHA256:e" }, max], quorum: 2 } } }),
      "/roles/board",
      "adds members",
    ],
    ["a smaller quorum", merged({}, { roles: { board: [ana, max] } }), "/roles/board", "quorum 1"],
    ["a freeze less", merged({}, { freezes: [] }), "/freezes", "year end"],
    ["a shorter freeze", merged({}, { freezes: [{ ...freeze, to: "2026-12-19" }] }), "/freezes", "year end"],
    ["a gate less", merged({}, prepared(board)), "/stages/prepare", "coverage"],
    [
      "a lower threshold",
      merged({}, prepared(board, { coverage: { report: "lcov.info", lines: 79 } })),
      "/stages/prepare",
      "instead of 80",
    ],
    [
      "another report",
      merged({}, prepared(board, { coverage: { report: "fake.info", lines: 80 } })),
      "/stages/prepare",
      "fake.info",
    ],
    [
      "a gate under a condition",
      merged({}, prepared({ ...board, when: "risk.tier == 'high'" }, coverage)),
      "/stages/prepare",
      "holds only where",
    ],
    [
      "a seat less",
      merged({}, prepared({ approval: { ...board.approval, allOf: [{ role: "board" }] } }, coverage)),
      "/stages/prepare",
      "asks 1 instead of 2",
    ],
    [
      "no order",
      merged({}, prepared({ approval: { allOf: [{ role: "board", min: 2 }], expires: "P7D" } }, coverage)),
      "/stages/prepare",
      "does not come after qa",
    ],
    [
      "approvals for ever",
      merged({}, prepared({ approval: { allOf: [{ role: "board", min: 2 }], after: ["qa"] } }, coverage)),
      "/stages/prepare",
      "never expires",
    ],
    [
      "an environment without its gate",
      merged({}, production({ gates: [] })),
      "/stages/deploy/environments",
      "not there",
    ],
    ["a shorter soak", merged({}, production({ soak: "PT1H" })), "/stages/deploy/environments", "soak"],
    ["no environment before it", merged({}, production({ requires: [] })), "/stages/deploy/environments", "requires"],
  ])("is told with its place: %s", (_, spec, pointer, words) => {
    const found = loosenings(floor, spec);

    expect(found.map((each) => each.pointer)).toContain(pointer);
    expect(found.map(({ message }) => message).join(" ")).toContain(words);
  });
});

describe("a gate compared with what it was", () => {
  const options = fc.record(
    { report: fc.constantFrom("a", "b"), lines: fc.integer({ min: 0, max: 100 }), max: fc.integer({ min: 0, max: 9 }) },
    { requiredKeys: [], noNullPrototype: true },
  );
  const gate = options.map((each) => ({ kind: "coverage", options: each as JsonObject }));

  it("asks for as much as itself", () => {
    fc.assert(
      fc.property(gate, (one) => {
        expect(weakerThan(one, one)).toEqual([]);
      }),
    );
  });

  it("never asks for as much, both ways, without being the same", () => {
    fc.assert(
      fc.property(gate, gate, (one, other) => {
        const both = weakerThan(one, other).length === 0 && weakerThan(other, one).length === 0;
        expect(both).toBe(isDeepStrictEqual(one, other));
      }),
    );
  });
});

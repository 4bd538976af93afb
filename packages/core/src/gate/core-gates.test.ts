import { describe, it } from "vitest";
import type { Actor } from "../model/event.ts";
import type { Decision } from "../model/record.ts";
import { describeGate } from "../testing/describe-gate.ts";
import { fakeWorld } from "../testing/fake-world.ts";
import { change, plan, spec } from "../testing/plan-builder.ts";
import { coreGates } from "./core-gates.ts";

const runner = { describe, it };
const nothing = fakeWorld();

const report = (content: string) => fakeWorld({ files: { "q.json": content } });
describeGate(runner, "quality", {
  gate: coreGates["quality"]!,
  bad: {
    "there are no bounds": { json: "q.json", at: "/n" },
    "the place is missing": { json: "q.json", max: 1 },
    "a bound is misspelt": { json: "q.json", at: "/n", max: 1, maximum: 2 },
  },
  cases: {
    "passes within bounds": () => ({
      options: { json: "q.json", at: "/a~1b/0", min: 1, max: 2 },
      world: report('{"a/b":[2]}'),
      verdict: "pass",
    }),
    "fails above": () => ({
      options: { json: "q.json", at: "/n", max: 2 },
      world: report('{"n":2.01}'),
      verdict: "fail",
      says: "above 2",
    }),
    "fails below": () => ({
      options: { json: "q.json", at: "/n", min: 2 },
      world: report('{"n":1}'),
      verdict: "fail",
      says: "below 2",
    }),
    "fails on a text": () => ({
      options: { json: "q.json", at: "/n", min: 2 },
      world: report('{"n":"3"}'),
      verdict: "fail",
    }),
    "fails on a property of every object": () => ({
      options: { json: "q.json", at: "/constructor/length", min: 0 },
      world: report("{}"),
      verdict: "fail",
    }),
    "fails on what is no JSON": () => ({
      options: { json: "q.json", at: "/n", min: 2 },
      world: report("{"),
      verdict: "fail",
    }),
  },
});

const program = (code: number, stderr = "") =>
  fakeWorld({ programs: [{ argv: ["look", "$(id)"], answer: { code, stderr } }] });
describeGate(runner, "command", {
  gate: coreGates["command"]!,
  bad: {
    "the command is a shell line": { argv: "look me" },
    "there is no program": { argv: [] },
    "there is a shell": { argv: ["look"], shell: true },
    "the time is no duration": { argv: ["look"], timeout: "soon" },
  },
  cases: {
    "passes on exit code 0": () => ({ options: { argv: ["look", "$(id)"] }, world: program(0), verdict: "pass" }),
    "fails on any other, with the last line": () => ({
      options: { argv: ["look", "$(id)"] },
      world: program(3, "first\nnot good\n"),
      verdict: "fail",
      says: "exited with 3: not good",
    }),
    "is an error without the program": () => ({ options: { argv: ["other"] }, world: program(0), verdict: "error" }),
  },
});

const answering = (status: number) => fakeWorld({ http: [{ url: "https://a.example/health", answer: { status } }] });
describeGate(runner, "http", {
  gate: coreGates["http"]!,
  bad: {
    "the address is none": { url: "a.example" },
    "it would read a file": { url: "file:///etc/passwd" },
    "the status is none": { url: "https://a.example", expect: 42 },
  },
  cases: {
    "passes on the status": () => ({
      options: { url: "https://a.example/health" },
      world: answering(200),
      verdict: "pass",
    }),
    "fails on another": () => ({
      options: { url: "https://a.example/health" },
      world: answering(503),
      verdict: "fail",
      says: "503",
    }),
    "is an error without an answer": () => ({
      options: { url: "https://b.example" },
      world: answering(200),
      verdict: "error",
    }),
  },
});

const person = (email: string): Actor => ({ kind: "human", name: email, email, proof: "claimed" });
const thePlan = plan({ changes: [change({ authors: [{ name: "Zoe", email: "zoe@example.com" }] })] });
const theSpec = spec({
  roles: [
    { name: "qa", quorum: 1, members: [{ email: "ana@example.com" }, { email: "ben@example.com" }] },
    {
      name: "board",
      quorum: 2,
      members: [{ email: "ana@example.com" }, { email: "cy@example.com" }, { email: "Dee@example.com" }],
    },
  ],
});
const said = (email: string, more: Partial<Decision> = {}): Decision => ({
  kind: "approved",
  gate: "prepare/test",
  role: "qa",
  by: person(email),
  plan: thePlan.digest,
  reason: null,
  at: "2026-01-02T03:00:00Z",
  ...more,
});
const deciding = (...decisions: Decision[]) => ({ spec: theSpec, plan: thePlan, decisions });
const approval = coreGates["approval"]!;
describeGate(runner, "approval", {
  gate: approval,
  bad: {
    "a role is misspelt": { rolle: "qa" },
    "a minimum is nobody": { allOf: [{ role: "qa", min: 0 }] },
    "nobody is asked": {},
    "the time is no duration": { role: "qa", expires: "soon" },
  },
  cases: {
    "passes once a member agrees": () => ({
      options: "qa",
      world: nothing,
      context: deciding(said("ANA@example.com")),
      verdict: "pass",
    }),
    "waits for a member": () => ({
      options: "qa",
      world: nothing,
      context: deciding(said("eve@example.com")),
      verdict: "waiting",
      says: "1 approval of qa",
    }),
    "waits for the quorum": () => ({
      options: "board",
      world: nothing,
      context: deciding(said("ana@example.com"), said("ana@example.com")),
      verdict: "waiting",
      says: "1 approval of board",
    }),
    "counts a person in two roles once": () => ({
      options: { allOf: [{ role: "qa" }, { role: "board", min: 1 }] },
      world: nothing,
      context: deciding(said("ana@example.com")),
      verdict: "waiting",
    }),
    "finds the seats that can be filled": () => ({
      options: { allOf: [{ role: "board", min: 1 }, { role: "qa" }] },
      world: nothing,
      context: deciding(said("ana@example.com"), said("cy@example.com")),
      verdict: "pass",
    }),
    "does not count what was said of another plan": () => ({
      options: "qa",
      world: nothing,
      context: deciding(said("ana@example.com", { plan: "sha256:other" })),
      verdict: "waiting",
      says: "for another plan",
    }),
    "does not count what has expired": () => ({
      options: { role: "qa", expires: "PT1M" },
      world: nothing,
      context: deciding(said("ana@example.com")),
      verdict: "waiting",
    }),
    "fails once anybody rejects": () => ({
      options: "qa",
      world: nothing,
      context: deciding(
        said("ana@example.com"),
        said("ben@example.com", { kind: "rejected", reason: "not like this" }),
      ),
      verdict: "fail",
      says: "not like this",
    }),
  },
});

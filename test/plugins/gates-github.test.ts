import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type JsonObject } from "@relspec/core";
import { describeGate, gateContext, plan, usePlugin } from "@relspec/core/testing";
import github from "@relspec/plugin-github";
import { type FakeGitHub, startGitHub } from "../servers/github.ts";

const { gates } = await usePlugin(github, { repository: "acme/lib" });
const commit = plan().base.commit;
const head = "d".repeat(40);
const open: FakeGitHub[] = [];

/** A GitHub in some state, and a world that reaches it. */
async function world(prepare: (fake: FakeGitHub) => void, env: Record<string, string> = {}) {
  const fake = await startGitHub();
  open.push(fake);
  prepare(fake);
  return createWorld({
    root: "/",
    env: { PATH: process.env["PATH"] ?? "", GITHUB_TOKEN: fake.token, GITHUB_API_URL: fake.url, ...env },
    onLog: () => undefined,
  });
}
afterAll(async () => {
  for (const fake of open) await fake.close();
});

const pull =
  (reviews: readonly (readonly [user: string, state: string, commit?: string])[], merged = true) =>
  (fake: FakeGitHub) =>
    void fake.state.pulls.push({
      number: 12,
      title: "A change",
      body: null,
      state: "closed",
      merged,
      head: { ref: "change", sha: head },
      base: { ref: "main" },
      merge_commit_sha: commit,
      reviews: reviews.map(([user, state, of = head], id) => ({ id, user, state, commit_id: of })),
    });
const review =
  (options: JsonObject, prepare: (fake: FakeGitHub) => void, verdict: "pass" | "waiting" | "fail", says?: string) =>
  async () => ({
    options,
    world: await world(prepare),
    verdict,
    ...(says !== undefined && { says }),
  });

describeGate({ describe, it }, "github-review", {
  gate: gates!["github-review"]!,
  bad: { "nobody has to approve": { approvals: 0 }, "a key is misspelt": { aprovals: 1 } },
  cases: {
    "passes when someone approved what was merged": review({}, pull([["ben", "APPROVED"]]), "pass"),
    "takes the last word of each": review(
      {},
      pull([
        ["ben", "APPROVED"],
        ["ben", "DISMISSED"],
      ]),
      "waiting",
      "#12 needs 1 more approval",
    ),
    "does not count an approval of an earlier state": review(
      {},
      pull([["ben", "APPROVED", "e".repeat(40)]]),
      "waiting",
      "more approval",
    ),
    "does not pass over someone who asks for changes": review(
      {},
      pull([
        ["ben", "APPROVED"],
        ["cy", "CHANGES_REQUESTED"],
      ]),
      "waiting",
      "cy asks for changes",
    ),
    "counts only whom it names": review(
      { approvals: 1, by: ["ana"] },
      pull([["ben", "APPROVED"]]),
      "waiting",
      "by ana",
    ),
    "wants as many as it says": review(
      { approvals: 2 },
      pull([
        ["ben", "APPROVED"],
        ["ben", "APPROVED"],
      ]),
      "waiting",
      "1 more",
    ),
    "fails for a commit that nobody reviewed": review({}, () => undefined, "fail", "no merged pull request"),
    "does not take an open pull request": review({}, pull([["ben", "APPROVED"]], false), "fail"),
  },
});

const run =
  (approvals: readonly (readonly [user: string, state: string, environment: string])[], of = commit) =>
  (fake: FakeGitHub) => {
    fake.state.runs.set(5, { head_sha: of });
    fake.state.approvals.set(
      5,
      approvals.map(([user, state, environment]) => ({ user, state, comment: "", environments: [environment] })),
    );
  };
const environment =
  (
    options: JsonObject,
    prepare: (fake: FakeGitHub) => void,
    verdict: "pass" | "waiting" | "fail",
    says?: string,
    env = { GITHUB_RUN_ID: "5" } as Record<string, string>,
  ) =>
  async () => ({
    options,
    world: await world(prepare, env),
    verdict,
    ...(says !== undefined && { says }),
  });

describeGate({ describe, it }, "github-environment", {
  gate: gates!["github-environment"]!,
  bad: { "it names none": {}, "nobody has to approve": { environment: "production", approvals: 0 } },
  cases: {
    "passes when the job was let go on": environment(
      { environment: "production" },
      run([["ben", "approved", "production"]]),
      "pass",
    ),
    "waits where another environment was approved": environment(
      { environment: "production" },
      run([["ben", "approved", "staging"]]),
      "waiting",
      "1 more approval",
    ),
    "fails where someone refused": environment(
      { environment: "production" },
      run([
        ["ben", "approved", "production"],
        ["cy", "rejected", "production"],
      ]),
      "fail",
      "cy refused",
    ),
    "does not take the approval of another commit": environment(
      { environment: "production" },
      run([["ben", "approved", "production"]], head),
      "fail",
      "another commit",
    ),
    "waits outside of a job": environment(
      { environment: "production" },
      run([["ben", "approved", "production"]]),
      "waiting",
      "GitHub Actions",
      {},
    ),
  },
});

describe("a gate on GitHub", () => {
  let fake: FakeGitHub;
  beforeAll(async () => {
    fake = await startGitHub();
    open.push(fake);
  });

  it("is an error, and not open, when GitHub lies about the shape of its answers", async () => {
    pull([["ben", "APPROVED"]])(fake);
    fake.fail({ path: "/pulls", kind: "answer", status: 200, body: { merged_at: "now" } });
    const lying = createWorld({
      root: "/",
      env: { PATH: process.env["PATH"] ?? "", GITHUB_TOKEN: fake.token, GITHUB_API_URL: fake.url },
      onLog: () => undefined,
    });
    const gate = gates!["github-review"]!;
    await expect(
      Promise.resolve().then(() => gate.evaluate({ approvals: 1 }, gateContext(lying))),
    ).rejects.toMatchObject({ code: "RS_STEP_FAILED" });
  });
});

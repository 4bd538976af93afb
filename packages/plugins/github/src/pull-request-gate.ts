import { defineGate, type GateAnswer, type GateKind, type Spec, type StageSpec } from "@relspec/core";
import type { Opener } from "./opener.ts";
import type { GitHubOptions } from "./options.ts";
import { findPlace } from "./place.ts";
import { markedBy, pullRequestOf, pullsFrom, releaseBranch } from "./release-pull.ts";

const kind = "github-pull-request";

/** Opens once the pull request of the release is merged, as it was proposed. */
export function pullRequestGate(options: GitHubOptions, open: Opener): GateKind {
  return defineGate({
    summary: "The pull request of the release is merged.",
    settles: true,
    options: { type: "object", additionalProperties: false },
    async evaluate(_options, context): Promise<GateAnswer> {
      const { plan } = context;
      const proposal = pullRequestOf(options) ?? pullRequestOf({ pullRequest: true })!;
      const base = plan?.base.branch ?? null;
      if (!plan?.release || base === null)
        return { verdict: "waiting", missing: ["The release is not open yet, so it has no pull request."] };
      // What was approved once is not approved anew to be on another channel, or to come back.
      if (plan.release.promotes || plan.release.type === "rollback") return { verdict: "pass", missing: [] };
      const github = await open.toLook(await findPlace(options, context), context);
      const branch = releaseBranch(proposal.branch, base);
      const { id } = plan.release;
      const ours = (await pullsFrom(branch, base, github)).find(({ body }) => markedBy(body)?.release === id);
      if (!ours) return { verdict: "waiting", missing: [`There is no pull request from ${branch} for ${id} yet.`] };
      const { number, url, state, head, merge } = ours;
      if (state === "open") return { verdict: "waiting", missing: [`Merge #${number} to release: ${url}`] };
      if (state === "closed") {
        return {
          verdict: "fail",
          missing: [`#${number} was closed and not merged. Open it again, or take the release back: relspec undo.`],
        };
      }
      if (head !== markedBy(ours.body)?.commit) {
        return {
          verdict: "fail",
          missing: [`#${number} was merged with commits that are not of the release: its head is ${head.slice(0, 9)}.`],
        };
      }
      return { verdict: "pass", missing: [], evidence: { pull: number, url, head, merge } };
    },
  });
}

/** The same spec with the gate before `prepare`: whoever asks for pull requests wants to wait for them. */
export function withPullRequestGate(spec: Spec): Spec {
  const written = spec.stages.find(({ name }) => name === "prepare");
  const stage: StageSpec = written ?? { name: "prepare", gates: [], steps: [], environments: [] };
  if (stage.gates.some((gate) => gate.kind === kind)) return spec;
  const gated = { ...stage, gates: [...stage.gates, { id: kind, kind, options: {} }] };
  return { ...spec, stages: [...spec.stages.filter((each) => each !== written), gated] };
}

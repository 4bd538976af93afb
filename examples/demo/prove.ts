import { createHash } from "node:crypto";
import type { AuditResult, Event, Plan, ReleaseRecord } from "@relspec/core";
import type { Shell } from "./shell.ts";
import type { Stage } from "./start-servers.ts";

/** What the servers held before a release. */
export interface Before {
  readonly tags: readonly string[];
  /** Package → its versions. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
  readonly publishes: number;
  readonly mails: number;
}

export interface Proof {
  readonly claim: string;
  readonly holds: boolean;
  /** What was found, to be shown where it does not hold. */
  readonly seen: unknown;
}

export async function lookAround(plan: Plan, { registry, mailbox }: Stage, shell: Shell): Promise<Before> {
  const versions = plan.packages.map(
    async ({ name }) => [name, Object.keys((await registry.packument(name))?.versions ?? {})] as const,
  );
  return {
    tags: await remoteTags(shell),
    versions: Object.fromEntries(await Promise.all(versions)),
    publishes: registry.publishes.length,
    mails: mailbox.messages().length,
  };
}

/** Look at the servers, not at relspec: is what was planned there, once, and nothing else? */
export async function prove(plan: Plan, before: Before, stage: Stage, shell: Shell): Promise<readonly Proof[]> {
  const proofs: Proof[] = [];
  const claims = (claim: string, holds: boolean, seen: unknown): void => void proofs.push({ claim, holds, seen });
  const { registry, mailbox } = stage;
  const record = await shell.ask<ReleaseRecord & { readonly log: readonly Event[] }>(["show", plan.release?.id ?? ""]);

  for (const { name, to } of plan.packages) {
    const { integrity } = (record.steps[`build/npm/pack:${name}`]?.result ?? {}) as { readonly integrity?: string };
    const known = before.versions[name] ?? [];
    const added = Object.keys((await registry.packument(name))?.versions ?? {}).filter((each) => !known.includes(each));
    claims(`the registry has ${name}@${to} and no other new version of it`, added.join() === to, added);
    const tarball = (await registry.tarballs(name)).get(to) ?? new Uint8Array();
    const found = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
    claims(`  … with the very bytes that were packed and approved (${found.slice(0, 20)}…)`, found === integrity, {
      found,
      integrity,
    });
    const puts = registry.publishes
      .slice(before.publishes)
      .filter((each) => each.kind === "publish" && each.name === name);
    // Of a sender that died before the answer the registry's log knows nothing, so there may be none.
    claims(`  … and took them no more than once`, puts.filter(({ status }) => status === 201).length <= 1, puts);
  }

  const planned = plan.packages.map(({ tag }) => tag);
  const added = (await remoteTags(shell)).filter((tag) => !before.tags.includes(tag));
  claims(
    `the remote has the tags ${planned.join(" and ")}, and no other new one`,
    added.toSorted().join() === planned.toSorted().join(),
    added,
  );
  for (const tag of planned) {
    const commit = (await shell.git("ls-remote", "origin", `refs/tags/${tag}^{}`)).split("\t")[0] ?? "";
    claims(
      `  … ${tag} stands on the planned commit ${plan.base.commit.slice(0, 10)}`,
      commit === plan.base.commit,
      commit,
    );
  }
  const head = (await shell.git("ls-remote", "origin", "refs/heads/main")).split("\t")[0];
  claims("  … and main is where it was: nothing was committed", head === plan.base.commit, head);

  const mails = mailbox
    .messages()
    .slice(before.mails)
    .map(({ subject, recipients }) => ({ subject, recipients }));
  const [mail] = mails;
  claims(
    `the mailbox has one mail, "${mail?.subject}"`,
    mails.length === 1 && mail?.recipients.join() === "clients@example.com",
    mails,
  );

  const steps = plan.stages.flatMap((each) => each.steps).map(({ id }) => id);
  const done = record.log.filter(({ type }) => type === "step.done").map(({ data }) => data["step"] as string);
  claims(
    `each of the ${steps.length} steps is on record as done, once`,
    done.toSorted().join() === steps.toSorted().join(),
    done,
  );
  const approvals = record.decisions
    .filter(({ kind }) => kind === "approved")
    .map(({ by, plan: digest }) => `${by.email} ${digest}`);
  claims(
    "the approval names the plan that was carried out",
    approvals.join() === `ben@acme.example ${plan.digest}`,
    approvals,
  );
  const audit = await shell.ask<AuditResult>(["audit", "verify"]);
  claims(`the chain of ${audit.events} events is intact`, audit.intact, audit);
  return proofs;
}

/** Names of the tags on the remote. */
async function remoteTags(shell: Shell): Promise<readonly string[]> {
  const lines = (await shell.git("ls-remote", "--tags", "--refs", "origin")).split("\n");
  return lines.flatMap((line) => /\trefs\/tags\/(.*)$/.exec(line)?.[1] ?? []);
}

import { createHash } from "node:crypto";
import { styleText } from "node:util";
import type { AuditResult, Event, Plan, ReleaseRecord } from "@relspec/core";
import { type Shell, say } from "./shell.ts";
import type { Stage } from "./start-servers.ts";

/** Look at the servers, not at relspec: is what was planned there, once, and nothing else? True when all of it holds. */
export async function prove(plan: Plan, tagsBefore: readonly string[], stage: Stage, shell: Shell): Promise<boolean> {
  let proven = true;
  const holds = (claim: string, found: boolean, seen: unknown): void => {
    say(
      `${styleText(found ? "green" : "red", found ? "✔" : "✘")} ${claim}${found ? "" : `, but: ${JSON.stringify(seen)}`}`,
    );
    proven &&= found;
  };
  const { registry, mailbox } = stage;
  const record = await shell.ask<ReleaseRecord & { readonly log: readonly Event[] }>(["show", plan.release?.id ?? ""]);

  for (const { name, to } of plan.packages) {
    const { integrity } = (record.steps[`build/npm/pack:${name}`]?.result ?? {}) as { readonly integrity?: string };
    const versions = (await registry.packument(name))?.versions ?? {};
    holds(
      `the registry has ${name}@${to} and no other version of it`,
      Object.keys(versions).join() === to,
      Object.keys(versions),
    );
    const tarball = (await registry.tarballs(name)).get(to) ?? new Uint8Array();
    const found = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
    holds(`  … with the very bytes that were packed and approved (${found.slice(0, 20)}…)`, found === integrity, {
      found,
      integrity,
    });
    const puts = registry.publishes.filter((each) => each.kind === "publish" && each.name === name);
    holds(`  … and was asked once to take them`, puts.length === 1 && puts[0]?.status === 201, puts);
  }

  const tags = await remoteTags(shell);
  const planned = plan.packages.map(({ tag }) => tag);
  const added = tags.filter((tag) => !tagsBefore.includes(tag));
  holds(
    `the remote has the tags ${planned.join(" and ")}, and no other new one`,
    added.toSorted().join() === planned.toSorted().join(),
    added,
  );
  for (const tag of planned) {
    const commit = (await shell.git("ls-remote", "origin", `refs/tags/${tag}^{}`)).split("\t")[0] ?? "";
    holds(
      `  … ${tag} stands on the planned commit ${plan.base.commit.slice(0, 10)}`,
      commit === plan.base.commit,
      commit,
    );
  }
  const head = (await shell.git("ls-remote", "origin", "refs/heads/main")).split("\t")[0];
  holds("  … and main is where it was: nothing was committed", head === plan.base.commit, head);

  const mails = mailbox.messages().map(({ subject, recipients }) => ({ subject, recipients }));
  const [mail] = mails;
  holds(
    `the mailbox has one mail, "${mail?.subject}"`,
    mails.length === 1 && mail?.recipients.join() === "clients@example.com",
    mails,
  );

  const steps = plan.stages.flatMap((each) => each.steps).map(({ id }) => id);
  const done = record.log.filter(({ type }) => type === "step.done").map(({ data }) => data["step"] as string);
  holds(
    `each of the ${steps.length} steps is on record as done, once`,
    done.toSorted().join() === steps.toSorted().join(),
    done,
  );
  const approvals = record.decisions
    .filter(({ kind }) => kind === "approved")
    .map(({ by, plan: digest }) => `${by.email} ${digest}`);
  holds(
    "the approval names the plan that was carried out",
    approvals.join() === `ben@acme.example ${plan.digest}`,
    approvals,
  );
  const audit = await shell.ask<AuditResult>(["audit", "verify"]);
  holds(`the chain of ${audit.events} events is intact`, audit.intact, audit);
  return proven;
}

/** Names of the tags on the remote. */
export async function remoteTags(shell: Shell): Promise<readonly string[]> {
  const lines = (await shell.git("ls-remote", "--tags", "--refs", "origin")).split("\n");
  return lines.flatMap((line) => /\trefs\/tags\/(.*)$/.exec(line)?.[1] ?? []);
}

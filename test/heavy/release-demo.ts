import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import type { Event, Ledger, Plan, RunResult } from "@relspec/core";
import { expect } from "vitest";
import { openSqliteLedger } from "../../packages/core/src/ledger/open-sqlite-ledger.ts";
import { ben, makeWorkspace, ourWishes } from "../../examples/demo/make-workspace.ts";
import { type Before, lookAround, prove } from "../../examples/demo/prove.ts";
import { openShell, type Shell } from "../../examples/demo/shell.ts";
import { type Stage, startServers } from "../../examples/demo/start-servers.ts";
import { type Ended, killRun, type Moment } from "./kill-run.ts";
import { openAt } from "./open-git-ledger.ts";

/** Who approves. */
export const asBen = { GIT_COMMITTER_NAME: ben.name, GIT_COMMITTER_EMAIL: ben.email };
const mailStep = "deploy/email/send:clients";

/** What came of all the processes of a suite. */
export interface Seen {
  kills: number;
  releases: number;
  asked: number;
  "it had been sent": number;
  "it had not been sent": number;
}

type Call = (args: readonly string[], env: Readonly<Record<string, string>>) => Promise<Ended>;

/** The demo's servers and workspace, to be released again and again by a real relspec that is disturbed meanwhile. */
export interface Demo {
  readonly stage: Stage;
  readonly shell: Shell;
  readonly seen: Seen;
  /** Where relspec is called. */
  machine(): string;
  /** With the ledger on the remote, every kill takes the whole machine with it. */
  loseMachine(): Promise<void>;
  /** A feature in both packages, pushed; then its plan, and what the servers hold before it. */
  begin(): Promise<{ readonly plan: Plan; readonly before: Before }>;
  /** One process. */
  call(args: readonly string[], env?: Readonly<Record<string, string>>, moment?: Moment | null): Promise<Ended>;
  /** Until the release at hand is approved, undisturbed. */
  approve(): Promise<void>;
  /** What is on record, read without a process. */
  events(): Promise<readonly Event[]>;
  /** The same command, again and again, until it says that all of it is released. */
  finish(before: Before, call?: Call): Promise<void>;
  /** Looks at the servers and the record: each effect of the plan is there, once. */
  expectOnce(plan: Plan, before: Before): Promise<void>;
  /** Every release is on record as released, and there is nothing more to release. */
  expectHistory(): Promise<void>;
  close(): Promise<void>;
}

export async function openDemo(
  ledger: "sqlite" | "git",
  /** Environment that goes before the servers', for who comes to them by another way. */
  around: (stage: Stage) => Promise<Readonly<Record<string, string>>> = async () => ({}),
): Promise<Demo> {
  const servers = await startServers();
  const stage: Stage = { ...servers, env: { ...servers.env, ...(await around(servers)) } };
  const project = join(stage.folder, "acme");
  const shell = openShell(project, stage.env);
  const seen: Seen = { kills: 0, releases: 0, asked: 0, "it had been sent": 0, "it had not been sent": 0 };
  let machine = project;
  await makeWorkspace(project, stage.repository.url, servers.env);
  await shell.ask(["init"]);
  await appendFile(join(project, "relspec.yaml"), `${ourWishes}\nledger: ${ledger}\n`);
  await commit("chore: describe releases");

  async function commit(message: string): Promise<void> {
    await appendFile(join(project, "packages/money/index.js"), `// ${message}\n`);
    await appendFile(join(project, "packages/invoice/index.js"), `// ${message}\n`);
    await shell.git("add", "--all");
    await shell.git("commit", "--quiet", "--message", message);
    await shell.git("push", "--quiet");
  }

  let machines = 0;
  async function loseMachine(): Promise<void> {
    if (ledger === "sqlite") return;
    machine = join(stage.folder, `machine-${(machines += 1)}`);
    await shell.git("clone", "--quiet", stage.repository.url, machine);
  }

  const call: Demo["call"] = async (args, env = {}, moment = null) => {
    const ended = await killRun(args, { stage, cwd: machine, env, moment });
    if (ended.killed) {
      seen.kills += 1;
      await loseMachine();
    }
    return ended;
  };

  async function finish(before: Before, through: Call = call): Promise<void> {
    for (let turn = 0; turn < 20; turn++) {
      const { stdout, stderr, code } = await through(["run", "--json"], {});
      const result = JSON.parse(stdout) as RunResult;
      if (result.outcome === "waiting") {
        const approval = await through(["approve", "product-manager", "--json"], asBen);
        if (approval.code !== 0) throw new Error(`approve ended with ${approval.code}: ${approval.stdout}`);
        continue;
      }
      expect([code, result.error, stderr.includes("RS_BUG")], stderr).toEqual([0, undefined, false]);
      const open = result.notCritical.find(({ step }) => step === mailStep);
      if (!open) return;
      expect(open.code).toBe("RS_STEP_UNKNOWN");
      expect(open.suggestions.join("\n")).toContain(`--assume done=${mailStep}`);
      // It asks, so someone looks: into the mailbox, and not into what relspec believes.
      const sent = stage.mailbox.messages().length > before.mails;
      seen.asked += 1;
      seen[sent ? "it had been sent" : "it had not been sent"] += 1;
      const told = await call(["run", "--json", "--assume", `${sent ? "done" : "not-done"}=${mailStep}`]);
      expect(told.code, told.stdout).toBe(0);
    }
    throw new Error("It was never released.");
  }

  const openLedger = (): Promise<Ledger> =>
    ledger === "git" ? openAt(project) : openSqliteLedger(join(project, ".relspec/ledger.db"));

  return {
    stage,
    shell,
    seen,
    machine: () => machine,
    loseMachine,
    async begin() {
      if (seen.releases > 0) await commit(`feat: number ${seen.releases}`);
      seen.releases += 1;
      await loseMachine();
      // The tags were made by machines that are gone.
      await shell.git("fetch", "--quiet", "--tags");
      const plan = await shell.ask<Plan>(["plan"]);
      return { plan, before: await lookAround(plan, stage, shell) };
    },
    call,
    async approve() {
      for (let turn = 0; turn < 5; turn++) {
        const { stdout } = await call(["run", "--json"]);
        if ((JSON.parse(stdout) as RunResult).outcome !== "waiting") continue;
        const { code, stdout: said } = await call(["approve", "product-manager", "--json"], asBen);
        if (code === 0) return;
        throw new Error(`approve ended with ${code}: ${said}`);
      }
      throw new Error("It never came to wait for the approval.");
    },
    async events() {
      const opened = await openLedger();
      try {
        return await opened.load("acme");
      } finally {
        await opened.close();
      }
    },
    finish,
    async expectOnce(plan, before) {
      const proofs = await prove(plan, before, stage, shell);
      expect(
        proofs.filter(({ holds }) => !holds),
        `after ${JSON.stringify(seen)}`,
      ).toEqual([]);
      const { log } = await shell.ask<{ readonly log: readonly Event[] }>(["show", plan.release?.id ?? ""]);
      for (const type of ["release.opened", "release.closed", "approval.given"])
        expect(log.filter((event) => event.type === type)).toHaveLength(1);
      expect(new Set(log.map(({ seq }) => seq)).size).toBe(log.length);
    },
    async expectHistory() {
      const history = await shell.ask<readonly { readonly outcome: string }[]>(["history"]);
      expect(history.map(({ outcome }) => outcome)).toEqual(Array.from({ length: seen.releases }, () => "released"));
      expect((await shell.ask<RunResult>(["run"])).outcome).toBe("nothing-to-release");
      expect(stage.mailbox.messages()).toHaveLength(seen.releases);
    },
    close: () => servers.close(),
  };
}

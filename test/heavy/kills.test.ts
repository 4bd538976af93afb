import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import type { Event, Plan, RunResult } from "@relspec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ben, makeWorkspace, ourWishes } from "../../examples/demo/make-workspace.ts";
import { lookAround, prove } from "../../examples/demo/prove.ts";
import { openShell, type Shell } from "../../examples/demo/shell.ts";
import { type Stage, startServers } from "../../examples/demo/start-servers.ts";
import { type Ended, killRun, type Moment } from "./kill-run.ts";
import { seeded } from "./seeded.ts";

/** `RELSPEC_SEED=123 npm run test:heavy` meets the same moments again; `RELSPEC_KILLS` is how many there are. */
const seed = Number(process.env["RELSPEC_SEED"] ?? Date.now() % 1_000_000);
const wanted = Number(process.env["RELSPEC_KILLS"] ?? 100);
/** Milliseconds; more would be no test that anybody runs. */
const patience = 8 * 60_000;
/** Kills of one release at the most, so that there are many releases, and not one that begins again and again. */
const perRelease = 8;

const random = seeded(seed);
const below = (limit: number): number => Math.floor(random() * limit);
const asBen = { GIT_COMMITTER_NAME: ben.name, GIT_COMMITTER_EMAIL: ben.email };
const mailStep = "deploy/email/send:clients";

/** One suite for each place of the ledger: the project's own folder, and the remote of machines that do not last. */
describe.each(["sqlite", "git"] as const)("with the ledger %s", (ledger) => {
  let stage: Stage;
  let shell: Shell;
  beforeAll(async () => {
    stage = await startServers();
    shell = openShell(project(), stage.env);
    await makeWorkspace(project(), stage.repository.url, stage.env);
    await shell.ask(["init"]);
    await appendFile(join(project(), "relspec.yaml"), `${ourWishes}\nledger: ${ledger}\n`);
    await commit("chore: describe releases");
    machine = project();
  });
  afterAll(() => stage.close());

  const project = (): string => join(stage.folder, "acme");

  async function commit(message: string): Promise<void> {
    await appendFile(join(stage.folder, "acme/packages/money/index.js"), `// ${message}\n`);
    await appendFile(join(stage.folder, "acme/packages/invoice/index.js"), `// ${message}\n`);
    await shell.git("add", "--all");
    await shell.git("commit", "--quiet", "--message", message);
    await shell.git("push", "--quiet");
  }

  /** What came of all the processes. */
  const seen = { kills: 0, releases: 0, asked: 0, "it had been sent": 0, "it had not been sent": 0 };
  /** Where relspec is called: with the ledger on the remote, every kill takes the whole machine with it. */
  let machine: string;
  async function freshMachine(): Promise<string> {
    const path = join(stage.folder, `machine-${seen.kills}-${seen.releases}`);
    await shell.git("clone", "--quiet", stage.repository.url, path);
    return path;
  }
  /** How long one undisturbed run takes, in milliseconds; learnt on the way. */
  let usual = 3000;

  /** Half of the moments are anywhere in time, half are close to when a server has just done something that stays. */
  function anyMoment(): Moment {
    return random() < 0.5
      ? { kind: "clock", after: below(usual) }
      : { kind: "touch", nth: 1 + below(2), after: below(8) };
  }

  /** Calls relspec until it is not killed. */
  async function persist(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    limit = 1,
  ): Promise<Ended> {
    for (let killed = 0; ;) {
      const moment = killed < limit && seen.kills < wanted ? anyMoment() : null;
      const ended = await killRun(args, { stage, cwd: machine, env, moment });
      if (!ended.killed) return ended;
      killed += 1;
      seen.kills += 1;
      if (ledger === "git") machine = await freshMachine();
    }
  }

  /** The same command, again and again, until it says that all of it is released. */
  async function releaseWhatever(mailsBefore: number): Promise<void> {
    for (let turn = 0; turn < 20; turn++) {
      const { stdout, stderr, code, milliseconds } = await persist(["run", "--json"], {}, perRelease);
      const result = JSON.parse(stdout) as RunResult & {
        readonly error?: { readonly code: string; readonly message: string };
      };
      if (result.outcome === "waiting") {
        const approval = await persist(["approve", "product-manager", "--json"], asBen);
        if (approval.code !== 0) throw new Error(`approve ended with ${approval.code}: ${approval.stdout}`);
        continue;
      }
      if (turn > 0) usual = Math.max(1000, Math.min(usual, milliseconds * 1.5));
      expect([code, result.error, stderr.includes("RS_BUG")], stderr).toEqual([0, undefined, false]);
      const open = result.notCritical.find(({ step }) => step === mailStep);
      if (!open) return;
      expect(open.code).toBe("RS_STEP_UNKNOWN");
      expect(open.suggestions.join("\n")).toContain(`--assume done=${mailStep}`);
      // It asks, so someone looks: into the mailbox, and not into what relspec believes.
      const sent = stage.mailbox.messages().length > mailsBefore;
      seen.asked += 1;
      seen[sent ? "it had been sent" : "it had not been sent"] += 1;
      const answer = `${sent ? "done" : "not-done"}=${mailStep}`;
      const told = await persist(["run", "--json", "--assume", answer], {}, 0);
      expect(told.code, told.stdout).toBe(0);
    }
    throw new Error("It was never released.");
  }

  it(`SIGKILLs at random moments leave every effect exactly once (RELSPEC_SEED=${seed})`, async () => {
    console.log(`RELSPEC_SEED=${seed}, ledger ${ledger}`);
    const begun = performance.now();
    for (; seen.kills < wanted && performance.now() - begun < patience; seen.releases++) {
      if (seen.releases > 0) await commit(`feat: number ${seen.releases}`);
      machine = ledger === "git" ? await freshMachine() : project();
      // The tags were made by machines that are gone.
      await shell.git("fetch", "--quiet", "--tags");
      const plan = await shell.ask<Plan>(["plan"]);
      const before = await lookAround(plan, stage, shell);
      await releaseWhatever(before.mails);

      const proofs = await prove(plan, before, stage, shell);
      expect(
        proofs.filter(({ holds }) => !holds),
        `after ${JSON.stringify(seen)}`,
      ).toEqual([]);
      const { log } = await shell.ask<{ readonly log: readonly Event[] }>(["show", plan.release?.id ?? ""]);
      for (const type of ["release.opened", "release.closed", "approval.given"])
        expect(log.filter((event) => event.type === type)).toHaveLength(1);
      expect(new Set(log.map(({ seq }) => seq)).size).toBe(log.length);
    }
    // A slow machine has fewer kills in its time, and says how many.
    expect(seen.kills).toBeGreaterThanOrEqual(Math.min(wanted, 20));
    const history = await shell.ask<readonly { readonly outcome: string }[]>(["history"]);
    expect(history.map(({ outcome }) => outcome)).toEqual(Array.from({ length: seen.releases }, () => "released"));
    expect((await shell.ask<RunResult>(["run"])).outcome).toBe("nothing-to-release");
    expect(stage.mailbox.messages()).toHaveLength(seen.releases);
    console.log(`ledger ${ledger}: ${JSON.stringify(seen)} in ${Math.round((performance.now() - begun) / 1000)} s`);
  });
});

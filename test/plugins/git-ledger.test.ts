import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import git from "@relspec/plugin-git";
import type { EventDraft, Ledger, Owner, StoreKind } from "@relspec/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openGitLedger } from "../../packages/plugins/git/src/ledger/open-git-ledger.ts";
import { createWorld } from "../../packages/core/src/world/create-world.ts";
import { type GitHost, type GitRepository, startGitHost } from "../servers/git-host.ts";
import { gitEnv } from "./git-bench.ts";

const run = promisify(execFile);
const scope = "lib";
const ref = "refs/relspec/lib";
let host: GitHost;
let repository: GitRepository;
let dir: string;
let machines: Machine[] = [];

beforeEach(async () => {
  host = await startGitHost();
  repository = await host.createRepository("acme/lib");
  dir = await mkdtemp(join(tmpdir(), "relspec-git-ledger-"));
  const first = await machine();
  await first.git("commit", "--quiet", "--allow-empty", "-m", "feat: begin");
  await first.git("push", "--quiet", "origin", "HEAD:refs/heads/main");
});
afterEach(async () => {
  await Promise.all(machines.map(({ ledger }) => ledger.close()));
  machines = [];
  await host.close();
  await rm(dir, { recursive: true, force: true });
});

interface Machine {
  readonly root: string;
  readonly ledger: Ledger;
  readonly log: readonly string[];
  readonly git: (...args: string[]) => Promise<string>;
}

/** A clone of its own, as on another machine. */
async function machine({
  url = repository.urlFor(),
  prefix = "refs/relspec/",
  now = () => new Date(),
} = {}): Promise<Machine> {
  const root = join(dir, `clone-${randomUUID().slice(0, 8)}`);
  const env = { ...gitEnv, HOME: dir };
  await run("git", ["clone", "--quiet", url, root], { env });
  const log: string[] = [];
  const world = createWorld({ root, env, onLog: (line) => log.push(line) });
  const ledger = await openGitLedger({ remote: "origin", prefix }, { root, run: world.run, env, now, log: world.log });
  const made: Machine = {
    root,
    ledger,
    log,
    git: async (...args) => (await run("git", ["-C", root, ...args], { env })).stdout.trim(),
  };
  machines.push(made);
  return made;
}

/** A claimant of another machine, so that nobody can see whether its process has ended. */
const elsewhere = (id = randomUUID()): Owner => ({ id, host: `${hostname()}-other`, pid: 7, born: null });
const draft = (type: EventDraft["type"] = "stage.done"): EventDraft => ({
  type,
  release: "lib-1.0.0",
  at: "2026-11-25T12:00:00.000Z",
  actor: { kind: "ci", name: "ci", email: null, proof: "claimed" },
  data: { stage: "build" },
});
const keysOf = async ({ ledger }: Machine) => (await ledger.load(scope)).map(({ key }) => key);
const onHost = async (...args: string[]) => (await run("git", ["-C", repository.path, ...args])).stdout.trim();

describe("the ledger in a git ref", () => {
  it("is gone on with on a machine that has never seen it", async () => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    await one.ledger.append(scope, epoch, "a", draft());
    await one.ledger.append(scope, epoch, "b", draft(), { soon: true });
    await one.ledger.yield(scope, epoch);

    const two = await machine();
    const next = await two.ledger.claim(scope, elsewhere(), 1000);
    expect(next).toBeGreaterThan(epoch);
    expect(await two.ledger.append(scope, next, "b", draft())).toBe("duplicate");
    expect(await two.ledger.append(scope, next, "c", draft())).toBe("fresh");
    expect(await keysOf(two)).toEqual(["a", "b", "c"]);
  });

  it("keeps what may be soon for the next push, and pushes what may not at once", async () => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    const before = await onHost("rev-parse", ref);
    await one.ledger.append(scope, epoch, "a", draft(), { soon: true });
    expect(await onHost("rev-parse", ref)).toBe(before);
    await one.ledger.append(scope, epoch, "b", draft());
    expect(await keysOf(await machine())).toEqual(["a", "b"]);
    await one.ledger.append(scope, epoch, "c", draft(), { soon: true });
    await one.ledger.flush?.(scope, epoch);
    expect(await keysOf(await machine())).toEqual(["a", "b", "c"]);
  });

  it("has one holder when many claim at once", async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => machine()));
    const claims = await Promise.allSettled(all.map(({ ledger }) => ledger.claim(scope, elsewhere(), 60_000)));
    const codes = claims.map((claim) =>
      claim.status === "fulfilled" ? "claimed" : (claim.reason as { code: string }).code,
    );
    expect(codes.toSorted()).toEqual([...Array<string>(5).fill("RS_LOCK_HELD"), "claimed"]);
  });

  it("refuses a holder that was paused for longer than its lease, whatever it had pending", async () => {
    let clock = Date.now();
    const zombie = await machine({ now: () => new Date(clock) });
    const old = await zombie.ledger.claim(scope, elsewhere(), 1000);
    await zombie.ledger.append(scope, old, "pending", draft(), { soon: true });
    const heir = await machine({ now: () => new Date(clock + 3_600_000) });
    const epoch = await heir.ledger.claim(scope, elsewhere(), 1000);
    await heir.ledger.append(scope, epoch, "heir", draft());
    clock += 3_600_000;

    await expect(zombie.ledger.append(scope, old, "late", draft())).rejects.toMatchObject({ code: "RS_LOCK_FENCED" });
    await expect(zombie.ledger.renew(scope, old, 1000)).rejects.toMatchObject({ code: "RS_LOCK_FENCED" });
    await zombie.ledger.yield(scope, old);
    expect(await keysOf(await machine())).toEqual(["heir"]);
    expect(await heir.ledger.append(scope, epoch, "still mine", draft())).toBe("fresh");
  });

  it("finds that its push came through when the answer was lost", async () => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    host.fail({ on: "push", answerLost: true });
    expect(await one.ledger.append(scope, epoch, "a", draft())).toBe("fresh");
    expect(await one.ledger.append(scope, epoch, "b", draft())).toBe("fresh");
    expect(await keysOf(await machine())).toEqual(["a", "b"]);
  });

  it("takes in a push of its own that arrives after it was given up", async () => {
    const one = await machine();
    const owner = elsewhere();
    const epoch = await one.ledger.claim(scope, owner, 60_000);
    await one.ledger.append(scope, epoch, "a", draft());
    // What a git that outlived its relspec pushes later: one event more, by the same holder.
    const orphan = await machine();
    const same = await orphan.ledger.claim(scope, owner, 60_000);
    expect(same).toBe(epoch);
    await orphan.ledger.append(scope, epoch, "b", draft());

    expect(await one.ledger.append(scope, epoch, "b", draft())).toBe("fresh");
    expect(await one.ledger.append(scope, epoch, "c", draft())).toBe("fresh");
    expect(await keysOf(await machine())).toEqual(["a", "b", "c"]);
  });

  it.each([
    ["503 twice", { status: 503, times: 2 }],
    ["429", { status: 429, headers: { "retry-after": "1" } }],
    ["a connection that breaks off", { reset: true, times: 2 }],
  ])("gets through %s", async (_, fault) => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    host.fail({ on: "push", ...fault });
    expect(await one.ledger.append(scope, epoch, "a", draft())).toBe("fresh");
    expect(await keysOf(await machine())).toEqual(["a"]);
  });

  it("says so when it cannot be written, and has then written nothing", async () => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    host.fail({ on: "push", status: 403, times: 100 });
    await expect(one.ledger.append(scope, epoch, "a", draft())).rejects.toMatchObject({ code: "RS_LEDGER_UNWRITABLE" });
    expect(await keysOf(await machine())).toEqual([]);
  });

  it("brings tags and their record about in one push, or neither", async () => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    const push = (tag: string) => async (also: object) => {
      const { refspec } = also as { readonly refspec: string };
      await one.git("push", "--quiet", "--atomic", "origin", `HEAD:refs/tags/${tag}`, refspec);
    };
    await one.ledger.together?.(scope, epoch, "v1", draft("step.done"), push("v1"));
    expect(await keysOf(await machine())).toEqual(["v1"]);
    expect(await onHost("tag")).toBe("v1");

    const heir = await machine({ now: () => new Date(Date.now() + 3_600_000) });
    await heir.ledger.claim(scope, elsewhere(), 1000);
    await expect(one.ledger.together?.(scope, epoch, "v2", draft("step.done"), push("v2"))).rejects.toMatchObject({
      code: "RS_LOCK_FENCED",
    });
    expect(await onHost("tag")).toBe("v1");
    expect(await keysOf(await machine())).toEqual(["v1"]);
  });

  it("records the effect after it where a server takes no two refs at once", async () => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    await one.ledger.together?.(scope, epoch, "v1", draft("step.done"), async () => {
      await one.git("push", "--quiet", "origin", "HEAD:refs/tags/v1");
    });
    expect(await onHost("tag")).toBe("v1");
    expect(await keysOf(await machine())).toEqual(["v1"]);
  });

  it("takes back the record of an effect that was refused, and throws its refusal", async () => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    await one.ledger.append(scope, epoch, "pending", draft(), { soon: true });
    const refusal = new Error("no");
    await expect(
      one.ledger.together?.(scope, epoch, "v1", draft("step.done"), () => Promise.reject(refusal)),
    ).rejects.toBe(refusal);
    await one.ledger.flush?.(scope, epoch);
    expect(await keysOf(await machine())).toEqual(["pending"]);
  });

  it("is read without the network from what a clone has seen, and says so", async () => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    await one.ledger.append(scope, epoch, "a", draft());
    const two = await machine();
    await two.git("fetch", "--quiet", "origin", "refs/relspec/*:refs/relspec/*");
    host.fail({ on: "advertise-fetch", status: 503, times: 100 });
    expect(await keysOf(two)).toEqual(["a"]);
    expect(two.log.join()).toContain("last saw");
  });

  it.each([
    ["deleted", (first: string) => ["update-ref", "-d", ref, first]],
    ["set back to an older state", (first: string) => ["update-ref", ref, `${first}~1`]],
  ])("notices a ref that was %s", async (_, harm) => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    await one.ledger.append(scope, epoch, "a", draft());
    const two = await machine();
    await two.git("fetch", "--quiet", "origin", "refs/relspec/*:refs/relspec/*");
    await onHost(...harm(await onHost("rev-parse", ref)));
    await expect(two.ledger.load(scope)).rejects.toMatchObject({ code: "RS_LEDGER_CORRUPT" });
  });

  it("notices an event that was changed, with its number", async () => {
    const one = await machine();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    for (const key of ["a", "b", "c"]) await one.ledger.append(scope, epoch, key, draft());
    const two = await machine();
    await two.git("fetch", "--quiet", "origin", ref);
    const path = (await two.git("ls-tree", "-r", "--name-only", "FETCH_HEAD")).split("\n")[1] ?? "";
    const text = await two.git("show", `FETCH_HEAD:${path}`);
    const forged = (
      await run("sh", [
        "-c",
        'printf "%s\\n" "$1" | git -C "$2" hash-object -w --stdin',
        "sh",
        text.replace("build", "BUILD"),
        two.root,
      ])
    ).stdout.trim();
    await two.git("read-tree", "FETCH_HEAD");
    await two.git("update-index", "--cacheinfo", `100644,${forged},${path}`);
    const tree = await two.git("write-tree");
    const commit = await two.git("commit-tree", "-p", "FETCH_HEAD", "-m", "forged", tree);
    await two.git("push", "--quiet", "origin", `${commit}:${ref}`);
    await expect((await machine()).ledger.load(scope)).rejects.toMatchObject({
      code: "RS_LEDGER_CORRUPT",
      details: { seq: 2 },
    });
  });

  it("is refused when a newer relspec wrote it, or something else stands there", async () => {
    const one = await machine();
    await one.git("push", "--quiet", "origin", `HEAD:${ref}`);
    await expect(one.ledger.load(scope)).rejects.toMatchObject({ code: "RS_LEDGER_CORRUPT" });
  });

  it("has many scopes side by side, whatever they are called", async () => {
    const one = await machine();
    const names = ["@acme/a", "b.lock", "../c", "ü ~^:?*[\\ -- $(x)", "%41"];
    for (const name of names) {
      const epoch = await one.ledger.claim(name, elsewhere(), 1000);
      await one.ledger.append(name, epoch, "k", { ...draft(), release: name });
    }
    const two = await machine();
    for (const name of names) expect((await two.ledger.load(name))[0]?.release).toBe(name);
    expect((await one.ledger.scopes()).toSorted()).toEqual(names.toSorted());
  });

  it("leaves the clone as it was: no branch, no tag, no file, no lock, no shallowness", async () => {
    const one = await machine();
    const state = () =>
      Promise.all([
        one.git("status", "--porcelain"),
        one.git("for-each-ref", "refs/heads", "refs/tags"),
        one.git("stash", "list"),
      ]);
    const before = await state();
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    await one.ledger.append(scope, epoch, "a", draft());
    expect(await state()).toEqual(before);
    expect(await one.git("rev-parse", "--is-shallow-repository")).toBe("false");
  });

  it("works from a shallow clone", async () => {
    const one = await machine();
    await one.ledger.claim(scope, elsewhere(), 1);
    const root = join(dir, "shallow");
    const env = { ...gitEnv, HOME: dir };
    await run("git", ["clone", "--quiet", "--depth=1", repository.urlFor(), root], { env });
    const world = createWorld({ root, env });
    const context = { root, run: world.run, env, now: () => new Date(Date.now() + 3_600_000), log: world.log };
    const ledger = await openGitLedger({ remote: "origin", prefix: "refs/relspec/" }, context);
    const epoch = await ledger.claim(scope, elsewhere(), 1000);
    await ledger.append(scope, epoch, "a", draft());
    expect((await ledger.load(scope)).map(({ key }) => key)).toEqual(["a"]);
  });

  it("can live among the branches of a host that takes nothing else", async () => {
    const one = await machine({ prefix: "refs/heads/relspec/" });
    const epoch = await one.ledger.claim(scope, elsewhere(), 1000);
    await one.ledger.append(scope, epoch, "a", draft());
    expect(await onHost("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main\nrefs/heads/relspec/lib");
  });
});

describe("ledger: auto", () => {
  const store = (
    git.setup({ remote: "origin", push: true, commit: false }) as { readonly stores: Record<string, StoreKind> }
  ).stores["git"];
  const fits = async ({ root, log }: Machine, added: Record<string, string>, ask: "known" | "remote" = "remote") => {
    const env = { ...gitEnv, HOME: dir, ...added };
    const world = createWorld({ root, env, onLog: (line) => void log.concat(line) });
    const context = { root, run: world.run, env, now: () => new Date(), log: world.log, scope };
    return store?.fits?.({ prefix: "refs/relspec/" }, context, ask);
  };

  it("is the remote's in a job of a CI", async () => {
    const one = await machine();
    expect(await fits(one, { CI: "true" })).toBe(true);
    expect(await fits(one, { CI: "false" })).toBe(false);
    await one.git("remote", "remove", "origin");
    expect(await fits(one, { CI: "true" })).toBe(false);
  });

  it("is the remote's on a person's machine once a job has begun one there", async () => {
    const one = await machine();
    expect(await fits(one, {})).toBe(false);
    await (await machine()).ledger.claim(scope, elsewhere(), 1000);
    expect(await fits(one, {}, "known")).toBe(false);
    expect(await fits(one, {})).toBe(true);
    await one.git("fetch", "--quiet", "origin", "refs/relspec/*:refs/relspec/*");
    expect(await fits(one, {}, "known")).toBe(true);
  });
});

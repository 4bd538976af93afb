import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describeLedger } from "@relspec/core/testing";
import { describe, it } from "vitest";
import { openAt } from "./open-git-ledger.ts";

describeLedger({ describe, it }, "in a git ref", {
  // Each event that must be durable is a push: the numbers are those of a release, not of a log.
  many: 150,
  few: 8,
  start: async () => {
    const folder = mkdtempSync(join(tmpdir(), "relspec-ledger-"));
    const remote = join(folder, "remote.git");
    const root = join(folder, "clone");
    const git = (...args: string[]) => execFileSync("git", args, { encoding: "utf8" }).trim();
    git("init", "--quiet", "--bare", remote);
    git("init", "--quiet", root);
    git("-C", root, "remote", "add", "origin", remote);
    const rewrite = (scope: string, change: (work: string) => void): void => {
      const ref = `refs/relspec/${scope}`;
      const work = join(folder, "forged");
      git("clone", "--quiet", "--no-checkout", remote, work);
      git("-C", work, "fetch", "--quiet", "origin", ref);
      git("-C", work, "checkout", "--quiet", "FETCH_HEAD");
      change(work);
      git("-C", work, "add", "--all");
      git(
        "-C",
        work,
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@example.com",
        "commit",
        "--quiet",
        "--message",
        "forged",
      );
      git("-C", work, "push", "--quiet", "origin", `HEAD:${ref}`);
      rmSync(work, { recursive: true });
    };
    const inEvents = (work: string, command: string) =>
      execFileSync("sh", ["-c", command], { cwd: join(work, "events") });
    return {
      open: ({ now } = { now: () => new Date() }) => openAt(root, now),
      elsewhere: {
        module: pathToFileURL(join(import.meta.dirname, "open-git-ledger.ts")).href,
        export: "openAt",
        argument: root,
      },
      damages: {
        "a changed event": (scope) =>
          rewrite(scope, (work) => void inEvents(work, 'sed -i \'1s/"at":"2/"at":"1/\' $(ls */*.jsonl | head -1)')),
        "a removed file of events": (scope) =>
          rewrite(scope, (work) => void inEvents(work, "rm $(ls */*.jsonl | head -1)")),
        "a removed last file of events": (scope) =>
          rewrite(scope, (work) => void inEvents(work, "rm $(ls */*.jsonl | tail -1)")),
        "a file that is no JSON": (scope) =>
          rewrite(scope, (work) => void inEvents(work, "echo '{' >> $(ls */*.jsonl | tail -1)")),
        "a history that was set back": (scope) =>
          void git("-C", remote, "update-ref", `refs/relspec/${scope}`, `refs/relspec/${scope}~1`),
      },
      close: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
});

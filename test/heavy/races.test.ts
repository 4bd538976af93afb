import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { isRelspecError, type Ledger } from "@relspec/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openAt } from "./open-git-ledger.ts";

const wanted = Number(process.env["RELSPEC_RACES"] ?? 200);
/** Milliseconds; more would be no test that anybody runs. */
const patience = 5 * 60_000;

let folder: string;
const ledgers: Ledger[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "relspec-races-"));
  const remote = join(folder, "remote.git");
  execFileSync("git", ["init", "--quiet", "--bare", remote]);
  for (const name of ["one", "two", "three"]) {
    const root = join(folder, name);
    execFileSync("git", ["init", "--quiet", root]);
    execFileSync("git", ["-C", root, "remote", "add", "origin", remote]);
    ledgers.push(await openAt(root));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

it("of three clones that claim at once one has it, and of three that say the same thing at once it is said once", async () => {
  const begun = performance.now();
  const seen = { races: 0, "refused as held": 0, "came later and found it said": 0 };
  for (; seen.races < wanted && performance.now() - begun < patience; seen.races++) {
    const key = `race/${seen.races}`;
    const answers = await Promise.all(
      ledgers.map(async (ledger, index) => {
        const owner = { id: `${key}/${index}`, host: `${hostname()}-${index}`, pid: index + 1, born: null };
        try {
          const epoch = await ledger.claim("lib", owner, 60_000);
          const actor = { kind: "ci", name: "ci", email: null, proof: "claimed" } as const;
          const draft = {
            type: "run.interrupted",
            release: "lib",
            at: "2030-01-01T00:00:00.000Z",
            actor,
            data: {},
          } as const;
          const said = await ledger.append("lib", epoch, key, draft);
          await ledger.yield("lib", epoch);
          return { said, epoch };
        } catch (error) {
          if (isRelspecError(error) && error.code === "RS_LOCK_HELD") return { said: "held", epoch: 0 } as const;
          throw error;
        }
      }),
    );
    expect(answers.filter(({ said }) => said === "fresh")).toHaveLength(1);
    const epochs = answers.map(({ epoch }) => epoch).filter((epoch) => epoch > 0);
    expect(new Set(epochs).size).toBe(epochs.length);
    seen["refused as held"] += answers.filter(({ said }) => said === "held").length;
    seen["came later and found it said"] += answers.filter(({ said }) => said === "duplicate").length;
  }
  // A slow machine has fewer races in its time, and says how many.
  expect(seen.races).toBeGreaterThanOrEqual(Math.min(wanted, 10));
  const events = (await ledgers[0]?.load("lib")) ?? [];
  expect(events.map(({ key }) => key)).toEqual(Array.from({ length: seen.races }, (_, race) => `race/${race}`));
  console.log(`races: ${JSON.stringify(seen)} in ${Math.round((performance.now() - begun) / 1000)} s`);
});

import { chmod, mkdtemp, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeLedger } from "../testing/describe-ledger.ts";
import { eventDraft } from "../testing/event-draft.ts";
import { auditLedger } from "./audit-ledger.ts";
import { openSqliteLedger } from "./open-sqlite-ledger.ts";
import { thisOwner } from "./owner.ts";

/** Change the file behind the ledger's back. */
function tamper(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

const damages: Readonly<Record<string, string>> = {
  "a byte of an event is flipped": `update event set body = replace(body, '"n":2', '"n":3') where seq = 2`,
  "an event is removed from the middle": "delete from event where seq = 2",
  "the last event is removed": "delete from event where seq = 4",
  "the last two events are removed": "delete from event where seq > 2",
  "two events are swapped":
    "update event set seq = 9 where seq = 2; update event set seq = 2 where seq = 3; update event set seq = 3 where seq = 9",
  "all events are removed": "delete from event",
  "a hash is changed with the event":
    "update event set hash = 'sha256:0000000000000000000000000000000000000000000000000000000000000000' where seq = 4",
  "an event's body is no JSON": "update event set body = 'x' where seq = 3",
};

describeLedger({ describe, it }, "sqlite", {
  // Ten thousand, each on the disk before it is acknowledged, are in test/heavy.
  many: 1_000,
  start: async () => {
    const dir = await mkdtemp(join(tmpdir(), "relspec-ledger-"));
    const file = join(dir, "ledger.db");
    return {
      open: (clock = { now: () => new Date() }) => openSqliteLedger(file, clock),
      elsewhere: {
        module: new URL("./open-sqlite-ledger.ts", import.meta.url).href,
        export: "openSqliteLedger",
        argument: file,
      },
      damages: Object.fromEntries(Object.entries(damages).map(([name, sql]) => [name, () => tamper(file, sql)])),
      close: () => rm(dir, { recursive: true, force: true }),
    };
  },
});

describe("a ledger file", () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "relspec-ledger-"));
    file = join(dir, "ledger.db");
  });
  afterEach(async () => {
    await chmod(dir, 0o700);
    await rm(dir, { recursive: true, force: true });
  });

  async function filled(): Promise<void> {
    const ledger = await openSqliteLedger(file);
    const epoch = await ledger.claim("lib", thisOwner(), 60_000);
    for (const n of [1, 2, 3]) await ledger.append("lib", epoch, `k/${n}`, eventDraft({ data: { n } }));
    await ledger.yield("lib", epoch);
    await ledger.close();
  }

  it("is not made by looking", async () => {
    const ledger = await openSqliteLedger(file);
    await ledger.load("lib");
    await ledger.scopes();
    await ledger.close();
    await expect(stat(file)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("of a newer relspec is refused with what to install", async () => {
    await filled();
    tamper(file, "pragma user_version = 2");
    await expect(openSqliteLedger(file)).rejects.toMatchObject({
      code: "RS_LEDGER_VERSION",
      suggestions: ["npm install --save-dev relspec@latest"],
    });
  });

  it.each([
    ["is empty", async () => truncate(file, 0)],
    ["is cut in the middle", async () => truncate(file, 5000)],
    ["is something else", async () => writeFile(file, "this is no database, and never was one".repeat(200))],
    ["is another database", async () => tamper(file, "pragma application_id = 0")],
  ])("that %s is refused as damaged", async (_, damage) => {
    await filled();
    await damage();
    await expect(
      (async () => {
        const ledger = await openSqliteLedger(file);
        try {
          await ledger.load("lib");
        } finally {
          await ledger.close();
        }
      })(),
    ).rejects.toMatchObject({ code: "RS_LEDGER_CORRUPT" });
  });

  it("names the damaged event in an audit, and what of it could still be read", async () => {
    await filled();
    tamper(file, damages["the last event is removed"]!.replace("4", "3"));
    const ledger = await openSqliteLedger(file);
    const audit = await auditLedger(ledger, "lib");
    await ledger.close();
    expect(audit).toMatchObject({ intact: false, events: 2, broken: { seq: 3, reason: "was removed from the end" } });
    expect(audit.broken?.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("in a place where nothing can be made is reported as such", async () => {
    await writeFile(join(dir, "taken"), "");
    const ledger = await openSqliteLedger(join(dir, "taken", "ledger.db"));
    await expect(ledger.claim("lib", thisOwner(), 1000)).rejects.toMatchObject({ code: "RS_LEDGER_UNWRITABLE" });
  });

  // Root may write anywhere, so there it shows nothing.
  it.skipIf(process.getuid?.() === 0)("in a directory that cannot be written is reported as such", async () => {
    await chmod(dir, 0o500);
    const ledger = await openSqliteLedger(file);
    await expect(ledger.claim("lib", thisOwner(), 1000)).rejects.toMatchObject({ code: "RS_LEDGER_UNWRITABLE" });
  });

  it.skipIf(process.platform === "win32")(
    "on a disk that is full keeps all that was acknowledged, and says what to do",
    async () => {
      const child = fileURLToPath(new URL("../testing/ledger-child.ts", import.meta.url));
      const orders = {
        module: new URL("./open-sqlite-ledger.ts", import.meta.url).href,
        export: "openSqliteLedger",
        argument: file,
        scope: "lib",
        name: "k",
        events: 5000,
        ttl: 60_000,
      };
      // 512-byte blocks: no file may grow beyond 200 KB, as on a disk that has no more room.
      const { stdout, stderr, status } = spawnSync(
        "sh",
        ["-c", 'trap "" XFSZ; ulimit -f 400; exec "$@"', "sh", process.execPath, child, JSON.stringify(orders)],
        { encoding: "utf8" },
      );
      expect(status).not.toBe(0);
      expect(stderr).toContain("RS_LEDGER_UNWRITABLE");
      const said = stdout.split("\n").slice(0, -1);
      expect(said.length).toBeGreaterThan(10);
      const ledger = await openSqliteLedger(file);
      const kept = await ledger.load("lib");
      await ledger.close();
      expect(kept.map(({ key }) => key)).toEqual(said);
    },
  );
});

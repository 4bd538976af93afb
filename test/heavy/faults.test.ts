import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Stage } from "../../examples/demo/start-servers.ts";
import { type LineFault, startTcpProxy, type TcpProxy } from "../servers/tcp-proxy.ts";
import { type Demo, openDemo } from "./release-demo.ts";

type Place = "registry" | "git" | "mail";

interface Case {
  readonly at: Place;
  readonly fault: LineFault;
  /** How many connections it hits; absent: all of the run. */
  readonly times?: number;
}

const status = (code: number): LineFault => ({ kind: "status", status: code, headers: { "retry-after": "1" } });

/** Sooner or later in what is sent and in what is answered: in the handshake, in the head, in the body. */
const cuts = (at: Place, up: readonly number[], down: readonly number[]): readonly Case[] => [
  ...up.map((after) => ({ at, fault: { kind: "cut", way: "up", after } as const })),
  ...down.map((after) => ({ at, fault: { kind: "cut", way: "down", after } as const })),
];

const cases: readonly Case[] = [
  { at: "registry", fault: { kind: "slow", milliseconds: 100 } },
  { at: "registry", fault: { kind: "trickle", bytesPerSecond: 200 }, times: 1 },
  { at: "registry", fault: { kind: "reset" }, times: 2 },
  { at: "registry", fault: { kind: "reset" } },
  { at: "registry", fault: { kind: "lost", when: /^PUT / }, times: 1 },
  { at: "registry", fault: { kind: "lost", when: /^PUT / } },
  ...cuts("registry", [50, 1500], [50, 1500]),
  { at: "registry", fault: status(429), times: 2 },
  { at: "registry", fault: status(500) },
  { at: "registry", fault: status(503), times: 3 },
  { at: "registry", fault: status(504) },
  { at: "git", fault: { kind: "slow", milliseconds: 50 } },
  { at: "git", fault: { kind: "reset" }, times: 2 },
  { at: "git", fault: { kind: "reset" } },
  { at: "git", fault: { kind: "lost", when: /^POST \S+\/git-receive-pack / }, times: 1 },
  { at: "git", fault: { kind: "lost", when: /^POST \S+\/git-receive-pack / } },
  ...cuts("git", [400, 1200], [100, 700]),
  { at: "git", fault: status(429), times: 2 },
  { at: "git", fault: status(500) },
  { at: "git", fault: status(503), times: 3 },
  { at: "mail", fault: { kind: "slow", milliseconds: 100 } },
  { at: "mail", fault: { kind: "reset" }, times: 1 },
  ...cuts("mail", [20, 700, 1200], [20, 1700, 2000]),
  { at: "mail", fault: { kind: "greeting", text: "421 Too many connections, try again later\r\n" }, times: 2 },
  { at: "mail", fault: { kind: "greeting", text: "554 No service here\r\n" } },
];

describe("a release over bad lines", () => {
  const lines = {} as Record<Place, TcpProxy>;
  let demo: Demo;
  const seen = { cases: 0, hits: 0, "runs that came through": 0, "runs that ended and said why": 0 };

  beforeAll(async () => void (demo = await openDemo("git", putBehindLines)));
  afterAll(async () => {
    console.log(`bad lines: ${JSON.stringify({ ...seen, asked: demo.seen.asked })}`);
    await demo.close();
    await Promise.all(Object.values(lines).map((line) => line.close()));
  });

  /** Every server is only reached over its line; relspec and its tools know no other way. */
  async function putBehindLines({ registry, repository, mailbox, env }: Stage): Promise<Record<string, string>> {
    const [npm, git] = [new URL(registry.url), new URL(repository.url)];
    lines.registry = await startTcpProxy(Number(npm.port));
    lines.git = await startTcpProxy(Number(git.port));
    lines.mail = await startTcpProxy(mailbox.port);
    const home = env["HOME"] ?? "";
    const npmrc = join(home, "npmrc-behind-the-line");
    const known = await readFile(env["npm_config_userconfig"] ?? "", "utf8");
    await writeFile(npmrc, known.replaceAll(npm.host, `127.0.0.1:${lines.registry.port}`), { mode: 0o600 });
    await appendFile(join(home, ".git-credentials"), `http://ana:anas-password@127.0.0.1:${lines.git.port}\n`);
    return {
      npm_config_userconfig: npmrc,
      SMTP_URL: mailbox.url.replace(`:${mailbox.port}`, `:${lines.mail.port}`),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `url.http://127.0.0.1:${lines.git.port}/.insteadOf`,
      GIT_CONFIG_VALUE_0: `${git.origin}/`,
    };
  }

  /** One run over a bad line: it comes through or says why not, and is no bug. */
  async function disturbed({ at, fault, times }: Case): Promise<void> {
    const line = lines[at];
    line.fail(fault, times);
    const { code, stdout, stderr } = await demo.call(["run", "--json"]);
    line.behave();
    const { error } = JSON.parse(stdout) as { readonly error?: { readonly code: string } };
    expect(code === 0 || code === 4 ? undefined : error?.code, stdout + stderr).not.toBe("RS_BUG");
    expect([0, 1, 3, 4, 5], stdout + stderr).toContain(code);
    expect(stderr).not.toContain("RS_BUG");
    seen[code === 0 || code === 4 ? "runs that came through" : "runs that ended and said why"] += 1;
  }

  it.each(cases)("$at: $fault, $times times, leaves every effect once after the next run", async (bad) => {
    const { plan, before } = await demo.begin();
    const hits = lines[bad.at].hits();
    await disturbed(bad);
    await demo.approve();
    await disturbed(bad);
    expect(lines[bad.at].hits()).toBeGreaterThan(hits);
    await demo.finish(before);
    await demo.expectOnce(plan, before);
    seen.cases += 1;
    seen.hits += lines[bad.at].hits() - hits;
  });
});

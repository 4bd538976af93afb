import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Event } from "../../packages/core/src/model/event.ts";
import type { JsonObject } from "../../packages/core/src/model/json.ts";
import { openSqliteLedger } from "../../packages/core/src/ledger/open-sqlite-ledger.ts";
import { thisOwner } from "../../packages/core/src/ledger/owner.ts";
import { startTokenIssuer, type TokenIssuer } from "../servers/token-issuer.ts";
import { missingProgram } from "./missing-program.ts";
import { makeProject, type TestProject } from "./project.ts";
import { type CliOutput, runCli } from "./run-cli.ts";

interface Key {
  readonly file: string;
  readonly fingerprint: string;
}

let keys: string;
let ben: Key;
let second: Key;
let eve: Key;
let issuer: TokenIssuer;
let project: TestProject | undefined;

const lacking = missingProgram("ssh-keygen", "gpg", "gpgconf");
beforeAll(async () => {
  if (lacking !== null) return;
  keys = mkdtempSync(join(tmpdir(), "relspec-keys-"));
  chmodSync(keys, 0o700);
  [ben, second, eve] = ["ben", "second", "eve"].map(makeKey) as [Key, Key, Key];
  issuer = await startTokenIssuer();
});
afterAll(async () => {
  if (lacking !== null) return;
  execFileSync("gpgconf", ["--homedir", keys, "--kill", "all"], { stdio: "ignore" });
  rmSync(keys, { recursive: true, force: true });
  await issuer.close();
  project?.remove();
});

function makeKey(name: string): Key {
  const file = join(keys, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file]);
  const [, fingerprint = ""] = execFileSync("ssh-keygen", ["-lf", file], { encoding: "utf8" }).split(" ");
  return { file, fingerprint };
}

const gate = "prepare/approval:qa";
const spec = (members: string, { policy = "", gates = "[{ approval: qa }]" } = {}) => `apiVersion: relspec/v1
name: lib
plugins: { git: {} }
ledger: sqlite
roles:
  qa:
${members}
policy: { identity: verified${policy} }
stages: { prepare: { gates: ${gates} } }
`;

async function open(text: string): Promise<TestProject> {
  project?.remove();
  project = makeProject({ "relspec.yaml": text });
  const { code, stderr, stdout } = await relspec(["run"]);
  expect([code, stderr, stdout]).toEqual([4, expect.any(String), expect.any(String)]);
  return project;
}
const relspec = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliOutput> =>
  runCli(args, { cwd: project?.path as string, env });
const as = (name: string) => ({
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: `${name}@example.com`,
});
const signingWith = ({ file }: Key, format = "ssh") => ({
  GIT_CONFIG_COUNT: "2",
  GIT_CONFIG_KEY_0: "gpg.format",
  GIT_CONFIG_VALUE_0: format,
  GIT_CONFIG_KEY_1: "user.signingkey",
  GIT_CONFIG_VALUE_1: file,
});
const approve = async (env: Readonly<Record<string, string>>, more: readonly string[] = []) => {
  const { code, stdout } = await relspec(["approve", "qa", ...more, "--json"], env);
  return { code, value: JSON.parse(stdout) as Record<string, unknown> & { error?: { code: string; message: string } } };
};
const waiting = async () => {
  const { code, stdout } = await relspec(["run", "--json"]);
  const { waitingFor } = JSON.parse(stdout) as { waitingFor: { missing: string[] }[] };
  return { code, missing: waitingFor.flatMap(({ missing }) => missing) };
};

describe.skipIf(lacking !== null)("who approves", () => {
  it("is proven by the SSH key that git signs with, whatever git says the name is", async () => {
    await open(spec(`    - { email: ben@example.com, ssh: "${ben.fingerprint}" }`));

    const { code, value } = await approve({ ...as("mallory"), ...signingWith(ben) }, ["--reason", "Tried it; $(id)"]);

    expect(code).toBe(0);
    expect(value).toMatchObject({
      gate,
      role: "qa",
      by: { email: "ben@example.com", proof: "ssh", key: ben.fingerprint },
      statement: { decision: "approved", gate, reason: "Tried it; $(id)" },
    });
    expect(await waiting()).toEqual({ code: 0, missing: [] });
  });

  it("may be named by the public key itself", async () => {
    await open(spec(`    - { email: ben@example.com, ssh: "${readFileSync(`${ben.file}.pub`, "utf8").trim()}" }`));

    expect(await approve(signingWith({ ...ben, file: `${ben.file}.pub` }))).toMatchObject({ code: 0 });
  });

  it("is proven by a GPG key, and looked at without the keyring it came from", async () => {
    const home = { GNUPGHOME: keys };
    execFileSync(
      "gpg",
      ["--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "ben <ben@example.com>", "ed25519", "sign"],
      { env: { ...process.env, ...home }, stdio: "ignore" },
    );
    const listed = execFileSync("gpg", ["--list-keys", "--with-colons"], {
      env: { ...process.env, ...home },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? "";
    await open(spec(`    - { email: ben@example.com, gpg: "${fingerprint.toLowerCase()}" }`));

    const signed = { ...home, ...signingWith({ file: fingerprint, fingerprint }, "openpgp") };
    expect(await approve(signed)).toMatchObject({ code: 0, value: { by: { proof: "gpg", key: fingerprint } } });
    expect(await waiting()).toEqual({ code: 0, missing: [] });
  });

  it("is refused where only git says who it is", async () => {
    await open(spec(`    - { email: ben@example.com, ssh: "${ben.fingerprint}" }`));

    const { code, value } = await approve(as("ben"));

    expect([code, value.error?.code]).toEqual([3, "RS_POLICY_IDENTITY"]);
    expect(value.error?.message).toContain("only the identity that git is configured with");
  });

  it("is refused with another's key, under the right name", async () => {
    await open(spec(`    - { email: ben@example.com, ssh: "${ben.fingerprint}" }`));

    const { code, value } = await approve({ ...as("ben"), ...signingWith(eve) });

    expect([code, value.error?.code]).toEqual([3, "RS_POLICY_IDENTITY"]);
    expect(value.error?.message).toContain("is not a member of qa");
  });

  it("is one person with three keys, and with entries in two roles", async () => {
    await open(
      spec(
        `    - { email: ben@example.com, ssh: ["${ben.fingerprint}", "${second.fingerprint}"] }
    - { email: cy@example.com, ssh: "${eve.fingerprint}" }
  board: [{ email: [b.en@example.org, BEN@example.com] }]`,
        { gates: "[{ id: qa, approval: { allOf: [{ role: qa, min: 2 }] } }]" },
      ),
    );

    expect(await approve(signingWith(ben))).toMatchObject({ code: 0 });
    expect(await approve(signingWith(second))).toMatchObject({ code: 0 });
    expect(await waiting()).toEqual({
      code: 4,
      missing: ["1 approval of qa. It could come from cy@example.com."],
    });
    expect(await approve(signingWith(eve))).toMatchObject({ code: 0 });
    expect(await waiting()).toEqual({ code: 0, missing: [] });
  });
});

describe.skipIf(lacking !== null)("a job that approves", () => {
  const github = () => `    - { email: ben@example.com, oidc: { issuer: forge, claims: { actor: ben } } }`;
  const trusting = (more = "") =>
    `, issuers: { forge: { issuer: "${issuer.url}", audience: relspec, claims: { repository: acme/lib } } }${more}`;
  const ofBen = {
    sub: "repo:acme/lib:ref:refs/heads/main",
    repository: "acme/lib",
    repository_owner: "acme",
    actor: "ben",
    actor_id: "7",
    aud: "relspec",
  };

  it("is proven by GitHub's token", async () => {
    await open(spec(github(), { policy: trusting() }));

    const { code, value } = await approve({ RELSPEC_ID_TOKEN: await issuer.token(ofBen) });

    expect([code, value["by"]]).toEqual([
      0,
      { kind: "ci", name: "ben", email: "ben@example.com", proof: "oidc", key: `forge#${ofBen.sub}` },
    ]);
    expect(await waiting()).toEqual({ code: 0, missing: [] });
  });

  it("is proven by GitLab's token in a variable of the job", async () => {
    const claims = {
      project_path: "acme/lib",
      user_login: "ben",
      user_email: "ben@example.com",
      ref_protected: "true",
    };
    await open(
      spec(
        `    - { email: ben@example.com, oidc: { issuer: forge, claims: { user_login: ben, ref_protected: "true" } } }`,
        {
          policy: `, issuers: [{ name: forge, issuer: "${issuer.url}", audience: relspec, claims: { project_path: [acme/lib, acme/web] } }]`,
        },
      ),
    );

    const token = await issuer.token({
      ...claims,
      sub: "project_path:acme/lib:ref_type:branch:ref:main",
      aud: "relspec",
    });
    expect(await approve({ RELSPEC_ID_TOKEN: token })).toMatchObject({ code: 0, value: { by: { name: "ben" } } });
    expect(await waiting()).toEqual({ code: 0, missing: [] });
  });

  it("has a release to decide on", async () => {
    expect(await open(spec(github(), { policy: trusting() }))).toBe(project);
  });

  // What is refused leaves nothing behind, so one release will do.
  it.each([
    ["for another audience", { aud: "vault" }, "another audience"],
    ["that has expired", { lifetime: -3600 }, "had expired"],
    ["that is not the issuer's", { forged: true }, "not signed by"],
    ["of another repository", { repository: "mallory/lib" }, "does not claim what"],
    ["of another issuer", { iss: "https://evil.example" }, "does not name"],
    ["of another person", { actor: "eve" }, "is not a member of qa"],
    ["that claims what is only in a prototype", { actor: undefined, constructor: "ben" }, "is not a member of qa"],
  ])("is refused with a token %s", async (_, claims, message) => {
    const token = await issuer.token({ ...ofBen, ...claims });
    const { code, value } = await approve({ RELSPEC_ID_TOKEN: token, ...as("ben") });

    expect([code, value.error?.code]).toEqual([3, "RS_POLICY_IDENTITY"]);
    expect(value.error?.message).toContain(message);
    expect(JSON.stringify(value)).not.toContain(token.split(".")[2]);
  });

  it("cannot have unsigned tokens, and no secret makes one", async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const now = Math.floor(Date.now() / 1000);
    const body = part({ ...ofBen, iss: issuer.url, iat: now, exp: now + 300 });

    for (const alg of ["none", "HS256"]) {
      const { code, value } = await approve({ RELSPEC_ID_TOKEN: `${part({ alg, kid: "first" })}.${body}.c2ln` });
      expect([code, value.error?.code]).toEqual([3, "RS_POLICY_IDENTITY"]);
    }
  });

  it("counts no longer once its issuer has taken the key back", async () => {
    expect(await approve({ RELSPEC_ID_TOKEN: await issuer.token(ofBen) })).toMatchObject({ code: 0 });

    await issuer.rotate();

    expect(await waiting()).toEqual({
      code: 4,
      missing: [expect.stringContaining("1 approval of qa."), expect.stringContaining("not signed by a key that")],
    });
  });
});

describe.skipIf(lacking !== null)("a record that somebody wrote into", () => {
  let events: readonly Event[];
  beforeAll(async () => {
    await open(spec(`    - { email: ben@example.com, ssh: "${ben.fingerprint}" }`));
    await approve(signingWith(ben));
    events = await readEvents();
  });

  it.each([
    ["without a proof", (data: Data) => ({ ...data, statement: undefined, proof: undefined }), "It is not signed"],
    [
      "of another gate",
      (data: Data) => ({ ...data, statement: { ...data.statement, gate: "plan/x" } }),
      "another gate",
    ],
    [
      "signed for another plan",
      (data: Data) => ({ ...data, statement: { ...data.statement, plan: "sha256:0" } }),
      "another plan",
    ],
    [
      "with another reason",
      (data: Data) => ({ ...data, reason: "Fine", statement: { ...data.statement, reason: "Fine" } }),
      "The SSH signature is not of this decision",
    ],
    [
      "with a signature that is none",
      (data: Data) => ({ ...data, proof: { method: "ssh", signature: "-----BEGIN SSH SIGNATURE-----\nAAAA\n" } }),
      "is none",
    ],
  ])("opens nothing: an approval %s", async (_, change, missing) => {
    await forge(events, change);

    expect(await waiting()).toEqual({
      code: 4,
      missing: [expect.stringContaining("1 approval of qa"), expect.stringContaining(missing)],
    });
  });
});

interface Data {
  readonly reason?: string;
  readonly statement?: Readonly<Record<string, unknown>>;
  readonly proof?: unknown;
}

const ledgerFile = () => join(project?.path as string, ".relspec/ledger.db");

async function readEvents(): Promise<readonly Event[]> {
  const ledger = await openSqliteLedger(ledgerFile());
  const events = await ledger.load("lib");
  await ledger.close();
  return events;
}

/** The same ledger with another approval in it, as someone could make it who may write there: every hash is right. */
async function forge(events: readonly Event[], change: (data: Data) => object): Promise<void> {
  for (const ending of ["", "-wal", "-shm"]) rmSync(`${ledgerFile()}${ending}`, { force: true });
  const ledger = await openSqliteLedger(ledgerFile());
  const epoch = await ledger.claim("lib", thisOwner(), 60_000);
  for (const { type, release, at, actor, key, data } of events) {
    const forged = type === "approval.given" ? (JSON.parse(JSON.stringify(change(data))) as JsonObject) : data;
    await ledger.append("lib", epoch, key, { type, release, at, actor, data: forged });
  }
  await ledger.yield("lib", epoch);
  await ledger.close();
}

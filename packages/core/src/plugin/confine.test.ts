import { describe, expect, it } from "vitest";
import { fakeWorld } from "../testing/fake-world.ts";
import { readContext, writeContext } from "../world/contexts.ts";
import { somebody } from "../testing/plan-builder.ts";
import { confine } from "./confine.ts";
import type { Permissions } from "./permissions.ts";

const env = {
  BELL_URL: "https://hooks.bells.example/secret/path",
  BELL_TOKEN: "a-token-of-bells",
  OTHER_TOKEN: "another-token",
};

/** The contexts of a plugin that has declared this, over a world in which everything works. */
function bell(permissions: Permissions, granted: readonly string[] = []) {
  const { world, asked } = worldThatAnswers();
  const reading = { step: "deploy/bell", results: {}, signal: new AbortController().signal };
  const writing = {
    ...reading,
    key: "k",
    release: { id: "r", name: "lib", version: "1.0.0", commit: "c" },
    actor: somebody,
    artifacts: "/project/.relspec/artifacts/r",
  };
  const confinement = { plugin: "bell", permissions, granted };
  return {
    asked,
    read: confine(readContext(world, reading), confinement),
    write: confine(writeContext(world, writing), confinement),
  };
}

function worldThatAnswers() {
  const asked: string[] = [];
  const world = fakeWorld({ env });
  return {
    asked,
    world: {
      ...world,
      run: async (argv: readonly [string, ...string[]]) => {
        asked.push(argv[0]);
        return { code: 0, stdout: "https://found.example/x\n", stderr: "" };
      },
      send: async (url: string) => {
        asked.push(url);
        return { status: 200, headers: {}, body: "" };
      },
    },
  };
}

const refused = (saying: string) =>
  expect.objectContaining({
    code: "RS_PLUGIN_PERMISSION",
    message: expect.stringContaining(`The plugin "bell" wants to ${saying}`),
  });

const outcomeOf = (act: () => Promise<unknown>): Promise<unknown> =>
  act().then(
    () => "allowed",
    (error: unknown) => error,
  );

describe("a plugin runs the programs it has declared", () => {
  it.each([
    [["git"], "git", true],
    [["git"], "git.exe", true],
    [["git"], "gitx", false],
    [["git"], "/tmp/evil/git", false],
    [["git"], "./git", false],
    [["./scripts/ring.sh"], "./scripts/ring.sh", true],
    [["docker-credential-*"], "docker-credential-pass", true],
    [["docker-credential-*"], "docker-credential-", false],
    [["docker-credential-*"], "docker-credential-../../x", false],
    [["*"], "/bin/anything", true],
    [[], "git", false],
    [["constructor"], "__proto__", false],
  ] as const)("%j and %s: %s", async (commands, program, allowed) => {
    const { read, write, asked } = bell({ commands });
    for (const run of [read.query, write.query, write.exec]) {
      expect(await outcomeOf(() => run([program]))).toEqual(allowed ? "allowed" : refused(`run ${program}`));
    }
    expect(asked).toHaveLength(allowed ? 3 : 0);
  });
});

describe("a plugin asks the hosts it has declared", () => {
  it.each([
    [["bells.example"], "https://bells.example/x", true],
    [["bells.example"], "https://BELLS.example:8443/x", true],
    [["bells.example:8443"], "https://bells.example/x", false],
    [["bells.example:8443"], "https://bells.example:8443/x", true],
    [["bells.example"], "https://bells.example@evil.example/x", false],
    [["bells.example"], "https://bells.example.evil.example/x", false],
    [["bells.example"], "https://evil.example/bells.example", false],
    [["*.bells.example"], "https://a.bells.example/", true],
    [["*.bells.example"], "https://bells.example/", false],
    [["*.bells.example"], "https://evilbells.example/", false],
    [["env:BELL_URL"], "https://hooks.bells.example/other", true],
    [["env:BELL_URL"], "https://evil.example/", false],
    [["env:NOT_THERE"], "https://evil.example/", false],
    [["*"], "https://anything.example/", true],
    [[], "https://bells.example/", false],
  ] as const)("%j and %s: %s", async (hosts, url, allowed) => {
    const { read, write, asked } = bell({ hosts });
    for (const send of [read.http.get, write.http.get, write.http.send]) {
      expect(await outcomeOf(() => send(url))).toEqual(allowed ? "allowed" : refused(`ask ${new URL(url).host}`));
    }
    expect(asked).toHaveLength(allowed ? 3 : 0);
  });

  it("hosts that only the project can tell are found with what it may do, and nothing else", async () => {
    const found = {
      of: "the remote",
      otherwise: "Write `bell: { api: … }`.",
      find: async ({ query }: { query: (argv: [string]) => Promise<{ stdout: string }> }) => [
        new URL((await query(["git"])).stdout.trim()).host,
      ],
    };
    const { write } = bell({ hosts: [found], commands: ["git"] });
    await write.http.send("https://found.example/api");
    await expect(write.http.send("https://evil.example/")).rejects.toMatchObject({
      code: "RS_PLUGIN_PERMISSION",
      suggestions: ["Write `bell: { api: … }`.", expect.stringContaining('"evil.example" to `permissions.hosts`')],
    });
    const { write: without } = bell({ hosts: [found] });
    await expect(without.http.send("https://found.example/")).rejects.toEqual(refused("run git"));
  });
});

describe("a plugin reads the secrets it has declared and those that the spec grants", () => {
  it("by name, whether it reads, asks or fills in", () => {
    const { read } = bell({ secrets: ["BELL_*"] }, ["OTHER_TOKEN"]);
    expect(read.secrets.read("BELL_TOKEN")).toBe(env.BELL_TOKEN);
    expect(read.secrets.fill("{{ secrets.OTHER_TOKEN }}")).toBe(env.OTHER_TOKEN);
    const { write } = bell({ secrets: ["BELL_TOKEN"] });
    for (const ask of [
      () => write.secrets.read("OTHER_TOKEN"),
      () => write.secrets.has("OTHER_TOKEN"),
      () => write.secrets.fill("{{secrets.BELL_TOKEN}} {{secrets.OTHER_TOKEN}}"),
    ])
      expect(ask).toThrow(refused("read the secret OTHER_TOKEN"));
  });
});

describe("a plugin writes the files it has declared, and those of the release", () => {
  it.each([
    ["CHANGELOG.md", true],
    ["./CHANGELOG.md", true],
    ["notes/a/b.md", true],
    ["notes/../package.json", false],
    ["notes\\..\\package.json", false],
    ["package.json", false],
    [".relspec/artifacts/r/x.tgz", true],
    [".relspec/../package.json", false],
  ])("%s: %s", async (path, allowed) => {
    const { write } = bell({ paths: ["CHANGELOG.md", "notes/**"] });
    expect(await outcomeOf(() => write.files.write(path, "x"))).toEqual(allowed ? "allowed" : refused(`write ${path}`));
    expect(await outcomeOf(() => write.files.remove(path))).toEqual(allowed ? "allowed" : refused(`remove ${path}`));
  });

  it("and reads every file of the project", async () => {
    await expect(bell({}).write.files.read("package.json")).resolves.toBeNull();
    expect("write" in bell({}).read.files).toBe(false);
  });
});

it("a confined context is frozen, and its doors lead to no others", () => {
  const { write } = bell({});
  expect(Object.isFrozen(write)).toBe(true);
  for (const door of [write.http, write.files, write.secrets]) expect(Object.isFrozen(door)).toBe(true);
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { placesOf, readNpmConfig } from "./npm-config.ts";
import { accessTo, offersIdentity } from "./registry-access.ts";

let home: string;
let root: string;
const learned: string[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "relspec-npmrc-"));
  root = join(home, "project");
  await mkdir(join(root, "js"), { recursive: true });
  learned.length = 0;
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** The environment as a context gives it: what is a secret by its name is only there when asked for. */
function asked(env: Record<string, string> = {}) {
  const all: Record<string, string> = { HOME: home, npm_config_globalconfig: join(home, "global"), ...env };
  const secret = (name: string) => /TOKEN$/i.test(name);
  return {
    root,
    env: Object.fromEntries(Object.entries(all).filter(([name]) => !secret(name))),
    secrets: {
      has: (name: string) => all[name] !== undefined,
      read: (name: string) => {
        learned.push(name);
        return all[name] ?? "";
      },
      fill: (text: string) => text,
    },
  };
}

test("without any configuration it is the public registry, and no credentials", async () => {
  const config = await readNpmConfig(asked(), ".");
  expect(config.registryOf("@acme/a")).toBe("https://registry.npmjs.org/");
  expect(config.authorization("https://registry.npmjs.org/")).toBeNull();
});

test("the environment is stronger than the project, the project than the user, the user than the machine", async () => {
  await writeFile(join(home, "global"), "registry=https://global.example/\ntag=global\n");
  expect((await readNpmConfig(asked(), ".")).registryOf("a")).toBe("https://global.example/");
  await writeFile(join(home, ".npmrc"), "registry=https://user.example\n");
  expect((await readNpmConfig(asked(), ".")).registryOf("a")).toBe("https://user.example/");
  await writeFile(
    join(root, "js/.npmrc"),
    "; a comment\nregistry = https://project.example/\n[section]\nregistry=https://section.example/\n",
  );
  expect((await readNpmConfig(asked(), ".")).registryOf("a")).toBe("https://user.example/");
  expect((await readNpmConfig(asked(), "js")).registryOf("a")).toBe("https://project.example/");
  expect((await readNpmConfig(asked({ NPM_CONFIG_REGISTRY: "https://env.example/" }), "js")).registryOf("a")).toBe(
    "https://env.example/",
  );
  expect((await readNpmConfig(asked(), "js")).get("tag")).toBe("global");
});

test("a scope has a registry of its own", async () => {
  await writeFile(join(root, ".npmrc"), "@acme:registry=https://acme.example/npm\n");
  const config = await readNpmConfig(asked(), ".");
  expect(config.registryOf("@acme/a")).toBe("https://acme.example/npm/");
  expect(config.registryOf("acme")).toBe("https://registry.npmjs.org/");
});

test("credentials are found at the registry's address or above it, and not beside it", async () => {
  await writeFile(
    join(home, ".npmrc"),
    [
      "//a.example/npm/:_authToken=abc==",
      "//b.example/:username=ana",
      "//b.example/:_password=cGFzcw==",
      "//c.example:8080/:_auth=eDp5",
    ].join("\n"),
  );
  const config = await readNpmConfig(asked(), ".");
  expect(config.authorization("https://a.example/npm/")).toBe("Bearer abc==");
  expect(config.authorization("https://a.example/npm/inner/")).toBe("Bearer abc==");
  expect(config.authorization("https://a.example/other/")).toBeNull();
  expect(config.authorization("https://a.example.evil/npm/")).toBeNull();
  expect(config.authorization("https://b.example/")).toBe(`Basic ${Buffer.from("ana:pass").toString("base64")}`);
  expect(config.authorization("http://c.example:8080/x/")).toBe("Basic eDp5");
  expect(config.authorization("http://c.example/")).toBeNull();
});

test("${NAME} is filled in from the environment, and a secret is taught to the redactor", async () => {
  await writeFile(
    join(home, ".npmrc"),
    "//a.example/:_authToken=${MY_TOKEN}\n//b.example/:_authToken=${NOT_THERE}\n//c.example/:_authToken=${NOT_THERE?}\n",
  );
  const config = await readNpmConfig(asked({ MY_TOKEN: "npm_secret" }), ".");
  expect(config.authorization("https://a.example/")).toBe("Bearer npm_secret");
  expect(learned).toContain("MY_TOKEN");
  expect(config.authorization("https://b.example/")).toBe("Bearer ${NOT_THERE}");
  expect(config.authorization("https://c.example/")).toBeNull();
});

test("credentials in the environment itself are found", async () => {
  const config = await readNpmConfig(asked({ "npm_config_//a.example/:_authToken": "npm_env" }), ".");
  expect(config.authorization("https://a.example/")).toBe("Bearer npm_env");
});

test("a token from the environment is lent only when it is asked for and npm has none", async () => {
  const registry = "https://a.example/npm/";
  const env = { NPM_TOKEN: "npm_lent" };
  expect(await accessTo(asked(env), { registry, folder: ".", lend: false })).toEqual({ authorization: null, env: {} });
  expect(await accessTo(asked(env), { registry, folder: ".", lend: true })).toEqual({
    authorization: "Bearer npm_lent",
    env: { "npm_config_//a.example/npm/:_authToken": "npm_lent" },
  });
  await writeFile(join(home, ".npmrc"), "//a.example/:_authToken=own\n");
  expect(await accessTo(asked(env), { registry, folder: ".", lend: true })).toEqual({
    authorization: "Bearer own",
    env: {},
  });
});

test("npm can ask for a token of its own on GitHub and on GitLab", () => {
  expect(offersIdentity(asked())).toBe(false);
  expect(offersIdentity(asked({ ACTIONS_ID_TOKEN_REQUEST_URL: "https://x" }))).toBe(false);
  expect(
    offersIdentity(asked({ ACTIONS_ID_TOKEN_REQUEST_URL: "https://x", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "y" })),
  ).toBe(true);
  expect(offersIdentity(asked({ NPM_ID_TOKEN: "y" }))).toBe(true);
});

test("the places of a registry go from its own address up to its host", () => {
  expect(placesOf("https://h:1/a/b/")).toEqual(["//h:1/a/b/", "//h:1/a/b", "//h:1/a/", "//h:1/a", "//h:1/", "//h:1"]);
  expect(placesOf("nonsense")).toEqual([]);
});

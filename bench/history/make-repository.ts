import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

export interface Shape {
  readonly commits: number;
  /** Tags of releases, spread over all commits but those not released. */
  readonly tags: number;
  /** 0: the project is one package; else so many npm packages under `packages`. */
  readonly packages: number;
  /** How many commits at the end no tag has; all of them where there are no tags. */
  readonly unreleased: number;
}

/** When the first commit was made, in seconds since 1970; the others follow ten minutes apart. */
const begin = 1_500_000_000;
const types = ["feat", "fix", "fix", "fix", "docs", "chore", "refactor", "test"] as const;

/**
 * A repository of that shape in `parent`, made by one `git fast-import` and packed as a clone would be. The same shape gives
 * the same commits everywhere, and is made once.
 */
export async function makeRepository(parent: string, name: string, shape: Shape): Promise<string> {
  const path = join(parent, `${name}-${Object.values(shape).join("-")}`);
  if (existsSync(path)) return path;
  const making = `${path}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", making, ...args], { stdio: "pipe" });
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Ana");
  git("config", "user.email", "ana@example.com");
  const child = spawn("git", ["-C", making, "fast-import", "--quiet", "--done"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = once(child, "close");
  for (const part of stream(shape)) if (!child.stdin.write(part)) await once(child.stdin, "drain");
  child.stdin.end("done\n");
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  git("repack", "-adq");
  git("pack-refs", "--all");
  git("commit-graph", "write", "--reachable");
  git("reset", "--quiet", "--hard", "main");
  renameSync(making, path);
  return path;
}

function* stream(shape: Shape): Generator<string> {
  const { commits, tags, packages, unreleased } = shape;
  const released = tags === 0 ? 0 : commits - unreleased;
  let tagged = 0;
  for (let at = 1; at <= commits; at += 1) {
    const own = packages === 0 ? "src" : `packages/p${at % packages}`;
    const message = messageOf(at);
    const files = at === 1 ? [...firstFiles(shape)] : [inline(`${own}/file-${at % 17}.js`, `export default ${at};\n`)];
    yield `commit refs/heads/main\nmark :${at}\ncommitter ${person(at)} ${begin + at * 600} +0000\n${data(message)}${files.join("")}`;
    const due = at > released ? tagged : Math.floor((at / released) * tags);
    // Of many packages each was released at the same commit, as a monorepo's are.
    if (packages > 0 && at < released) continue;
    while (tagged < due) {
      yield `tag ${tagName(tagged, shape)}\nfrom :${at}\ntagger ${person(at)} ${begin + at * 600} +0000\n${data("release")}`;
      tagged += 1;
    }
  }
}

/** One package: 0.1.0, 0.2.0 … 1.0.0; of several packages each in its turn. */
function tagName(at: number, { packages }: Shape): string {
  const version = (count: number) => `${1 + Math.floor(count / 400)}.${Math.floor(count / 20) % 20}.${count % 20}`;
  return packages === 0 ? `v${version(at)}` : `p${at % packages}@${version(Math.floor(at / packages))}`;
}

function messageOf(at: number): string {
  const type = types[at % types.length];
  const header = `${type}(scope-${at % 23}): change number ${at} of the history${at % 3 === 0 ? ` (#${at})` : ""}`;
  const body = at % 4 === 0 ? `\n\n${"The reason for it, told at some length. ".repeat(1 + (at % 9))}\n` : "";
  const footer = at % 5 === 0 ? `\n\nCloses #${at}\nCo-authored-by: Ben ${at % 40} <ben${at % 40}@example.com>\n` : "";
  return header + body + footer;
}

function* firstFiles({ packages }: Shape): Generator<string> {
  const manifest = (name: string, more: object) => `${JSON.stringify({ name, version: "0.0.0", ...more })}\n`;
  const plugins = packages === 0 ? "git: {}" : "git: {}, npm: {}";
  yield inline("relspec.yaml", `apiVersion: relspec/v1\nname: lib\nplugins: { ${plugins} }\n`);
  yield inline("package.json", manifest("lib", packages === 0 ? {} : { private: true, workspaces: ["packages/*"] }));
  if (packages > 0) yield inline("lerna.json", '{ "version": "independent", "packages": ["packages/*"] }\n');
  for (let at = 0; at < packages; at += 1)
    yield inline(`packages/p${at}/package.json`, manifest(`p${at}`, { private: true }));
}

function inline(path: string, text: string): string {
  return `M 100644 inline ${path}\n${data(text)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function person(at: number): string {
  return `Dev ${at % 60} <dev${at % 60}@example.com>`;
}

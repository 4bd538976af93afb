import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createWorld, type JsonObject, RelspecError } from "@relspec/core";
import type { GlobalFlags } from "../base-command.ts";
import { resolveDirectory } from "../open-engine.ts";
import { detectPlugins } from "./detect-plugins.ts";
import { placeSchema } from "./place-schema.ts";
import { specText } from "./spec-text.ts";

export interface InitResult {
  /** Name of the file written, relative to the directory. */
  readonly file: string;
  readonly text: string;
  readonly plugins: Readonly<Record<string, JsonObject>>;
  /** Other files changed. */
  readonly changed: readonly string[];
  /** What to do next, in order. */
  readonly next: readonly string[];
}

const specFile = /^(relspec(\.config)?\.(ya?ml|json|[cm]?[jt]s)|\.relspecrc(\.\w+)?)$/;

/** Writes a spec with the plugins that are of use in this directory. @throws `RS_USAGE` when there is one already. */
export async function initProject(flags: Pick<GlobalFlags, "cwd" | "spec">): Promise<InitResult> {
  const root = resolveDirectory(flags.cwd);
  const file = flags.spec ?? "relspec.yaml";
  const manifest = await readManifest(root);
  await refuseExisting(root, file, manifest);
  const { run, files } = createWorld({ root, env: process.env });
  const plugins = await detectPlugins({ query: run, files });
  const { schema, changed: placed } = await placeSchema(root);
  const text = specText({ name: nameOf(root, manifest), schema, plugins });
  await writeNew(join(root, file), text, file);
  const changed = [...placed, ...("git" in plugins ? await ignoreState(root) : [])];
  const committed = [file, ...changed.filter((name) => name === ".gitignore")].join(" ");
  const commit = "git" in plugins ? [`git add ${committed} && git commit -m "chore: describe releases"`] : [];
  return { file, text, plugins, changed, next: ["relspec validate", "relspec plan", ...commit, "relspec run"] };
}

interface Manifest {
  readonly name?: unknown;
  readonly relspec?: unknown;
}

async function readManifest(root: string): Promise<Manifest> {
  try {
    const value: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // None, or none that can be read: whoever needs it will say so.
    return {};
  }
}

async function refuseExisting(root: string, file: string, manifest: Manifest): Promise<void> {
  const present = (await readdir(root)).filter((name) => specFile.test(name) || name === file);
  const [found] = manifest.relspec === undefined ? present : ["package.json"];
  if (found !== undefined) throw alreadyThere(found);
}

/** Never over another file, even one that has just appeared. */
async function writeNew(path: string, text: string, file: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") throw alreadyThere(file);
    throw new RelspecError("RS_USAGE", {
      message: `\`${file}\` cannot be written: ${(cause as Error).message}.`,
      cause,
    });
  }
}

function alreadyThere(file: string): RelspecError {
  return new RelspecError("RS_USAGE", {
    message: `There is a spec already: \`${file}\`.`,
    details: { file },
    suggestions: ["Check it with `relspec validate`.", "Remove it first to begin anew."],
  });
}

/** The package's name without its scope, else the directory's. */
function nameOf(root: string, { name }: Manifest): string {
  const given = typeof name === "string" ? name : basename(root);
  const plain = given
    .slice(given.lastIndexOf("/") + 1)
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[^a-zA-Z0-9]+|[^a-zA-Z0-9]+$/g, "");
  return plain === "" ? "project" : plain.slice(0, 100);
}

/** relspec keeps its ledger in `.relspec/`, which is not for committing. */
async function ignoreState(root: string): Promise<readonly string[]> {
  const path = join(root, ".gitignore");
  const before = await readFile(path, "utf8").catch(() => "");
  if (/^\/?\.relspec\/?\s*$/m.test(before)) return [];
  await writeFile(path, `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}.relspec/\n`);
  return [".gitignore"];
}

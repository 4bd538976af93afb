import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createWorld, type JsonObject, RelspecError } from "@relspec/core";
import type { GlobalFlags } from "../base-command.ts";
import type { migrateFrom } from "../migrate/migrate-from.ts";
import type { Migration } from "../migrate/migration.ts";
import type { ToolName } from "../migrate/tools.ts";
import { resolveDirectory } from "../open-engine.ts";
import { detectPlugins } from "./detect-plugins.ts";
import { placeSchema } from "./place-schema.ts";
import { readSurroundings, type Surroundings } from "./read-surroundings.ts";
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
  /** Where the spec comes from, when it is another tool's configuration. */
  readonly from?: Pick<Migration, "carried" | "left"> & { readonly tool: ToolName; readonly file: string };
}

const specFile = /^(relspec(\.config)?\.(ya?ml|json|[cm]?[jt]s)|\.relspecrc(\.\w+)?)$/;

/**
 * Writes a spec with the plugins that are of use in this directory, or one that does what another tool is configured to do.
 * @throws `RS_USAGE` when there is a spec already, or nothing of that tool.
 */
export async function initProject(
  flags: Pick<GlobalFlags, "cwd" | "spec"> & { readonly from?: ToolName | undefined },
): Promise<InitResult> {
  const root = resolveDirectory(flags.cwd);
  const file = flags.spec ?? "relspec.yaml";
  const manifest = await readManifest(root);
  await refuseExisting(root, file, manifest);
  const { run, files } = createWorld({ root, env: process.env });
  const detected = await detectPlugins({ query: run, files });
  const migrated = flags.from && (await migrate(flags.from, { root, run, detected }));
  const around = await readSurroundings(
    { run, files },
    { hasPackageJson: "npm" in detected, isMonorepo: hasWorkspaces(manifest) },
  );
  const { plugins, name: own, ...more } = migrated?.spec ?? specFor(detected, around);
  const name = typeof own === "string" ? plainName(own) : nameOf(root, manifest, around);
  const { schema, changed: placed } = await placeSchema(root);
  const text = specText({ name, schema, plugins, more, remarks: [...remarksOf(migrated), ...placeholdersIn(plugins)] });
  await writeNew(join(root, file), text, file);
  const changed = [...placed, ...("git" in plugins ? await ignoreState(root) : [])];
  const committed = [file, ...changed.filter((each) => each === ".gitignore")].join(" ");
  const commit = [
    ...(around.isRepository ? [] : ["git init"]),
    `git add ${committed} && git commit -m "chore: describe releases"`,
    ...(around.hasRemote ? ["git push"] : []),
  ];
  return {
    file,
    text,
    plugins,
    changed,
    next: [...placeholdersIn(plugins), "relspec validate", ...commit, "relspec plan", "relspec run"],
    ...(migrated && {
      from: { tool: migrated.tool, file: migrated.file, carried: migrated.carried, left: migrated.left },
    }),
  };
}

/** Loaded only when it is asked for: most projects begin without another tool. */
async function migrate(...[tool, context]: Parameters<typeof migrateFrom>): ReturnType<typeof migrateFrom> {
  const { migrateFrom } = await import("../migrate/migrate-from.ts");
  return migrateFrom(tool, context);
}

function remarksOf(migrated: Awaited<ReturnType<typeof migrateFrom>> | undefined): readonly string[] {
  if (!migrated || migrated.left.length === 0) return [];
  return [`Not carried over from ${migrated.file}:`, ...migrated.left.map(({ key, reason }) => `- ${key}: ${reason}`)];
}

/** Without git there is no history to tell a version from, so it is there even where the repository is not yet. */
function specFor(
  detected: Readonly<Record<string, JsonObject>>,
  { version, writesFiles }: Surroundings,
): { readonly plugins: Readonly<Record<string, JsonObject>>; readonly name?: never } & JsonObject {
  const { git = {}, ...others } = detected;
  const plugins = { git: writesFiles ? { ...git, commit: true } : git, ...others };
  return { plugins, ...(Object.keys(version).length > 0 && { version }) };
}

/** What was made up, because nobody can guess it. */
function placeholdersIn(plugins: Readonly<Record<string, JsonObject>>): readonly string[] {
  const image = plugins["docker"]?.["image"];
  return typeof image === "string" && image.startsWith("registry.example.com/")
    ? [`Change \`plugins.docker.image\`: ${image} stands for the image's real name.`]
    : [];
}

function hasWorkspaces({ workspaces }: Manifest): boolean {
  return workspaces !== undefined;
}

interface Manifest {
  readonly name?: unknown;
  readonly workspaces?: unknown;
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
function nameOf(root: string, { name }: Manifest, around: Surroundings): string {
  return plainName(typeof name === "string" ? name : (around.name ?? basename(root)));
}

function plainName(given: string): string {
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

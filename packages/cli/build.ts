// Bundles what is started: the command line with core inside, each part loaded only when it is needed, and the plugins,
// so that loading one does not load the whole engine again. Types come from `tsc -b`, which runs before.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type InputOptions, type OutputOptions, type Plugin } from "rolldown";
import { calledAtStart } from "./build/called-at-start.ts";
import { pluginNames } from "./build/first-party.ts";
import { leanOclif } from "./build/lean-oclif.ts";
import { withPrecompiled } from "./build/precompile.ts";
import { quicken } from "./build/quicken.ts";

const root = join(import.meta.dirname, "../..");

interface Bundle {
  readonly folder: string;
  readonly input: Readonly<Record<string, string>>;
  /** Packages that stay outside: all dependencies but core. */
  readonly external: readonly string[];
  readonly plugins?: readonly Plugin[];
}

async function bundle({ folder, input, external, plugins = [] }: Bundle): Promise<void> {
  const output: OutputOptions = {
    dir: join(folder, "dist"),
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "part-[name]-[hash].js",
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  };
  const options: InputOptions = {
    cwd: folder,
    input: { ...input },
    platform: "node",
    external: (id) => external.some((name) => id === name || id.startsWith(`${name}/`)),
    resolve: { conditionNames: ["source", "import", "module", "node", "default"] },
    plugins: [...plugins],
  };
  for (const name of staleParts(join(folder, "dist"))) rmSync(join(folder, "dist", name));
  await build({ ...options, output });
}

/** What an earlier build left, whose names hold the hash of what was in them. */
function staleParts(dist: string): readonly string[] {
  try {
    return readdirSync(dist).filter((name) => name.startsWith("part-"));
  } catch {
    return [];
  }
}

/** Every module that the command line may load from there. */
function bundlesOf(folder: string): readonly string[] {
  return readdirSync(join(folder, "dist")).filter(
    (name) => name === "main.js" || name === "index.js" || /^part-.*[.]js$/.test(name),
  );
}

function dependenciesOf(folder: string): readonly string[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    dependencies?: Record<string, string>;
  };
  return Object.keys(manifest.dependencies ?? {}).filter((name) => name !== "@relspec/core");
}

const core = join(root, "packages/core");
await bundle({
  folder: core,
  input: { index: "src/index.ts", "testing/index": "src/testing/index.ts" },
  external: [...dependenciesOf(core), "vitest", "fast-check"],
});

for (const name of pluginNames) {
  const folder = join(root, "packages/plugins", name);
  await bundle({ folder, input: { index: "src/index.ts" }, external: dependenciesOf(folder) });
}

await bundle({
  folder: import.meta.dirname,
  input: { main: "src/main.ts" },
  external: [],
  plugins: [leanOclif(), await withPrecompiled()],
});

const called = calledAtStart(join(import.meta.dirname, "bin/relspec.js"));
for (const folder of [import.meta.dirname, ...pluginNames.map((name) => join(root, "packages/plugins", name))]) {
  for (const name of bundlesOf(folder)) {
    const file = join(folder, "dist", name);
    writeFileSync(file, quicken(readFileSync(file, "utf8"), called.get(file) ?? []));
  }
}

// `npm run new:plugin -- NAME`: the folder of a plugin with one action that works, its test, and its place in the build.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pluginTemplate } from "./plugin-template.ts";

const root = join(import.meta.dirname, "..");
const [name, ...more] = process.argv.slice(2);

if (name === undefined || more.length > 0 || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  console.error("npm run new:plugin -- NAME, where NAME is a short name such as bell or release-notes");
  process.exitCode = 2;
} else if (existsSync(join(root, "packages/plugins", name))) {
  console.error(`There is a plugin ${name} already: packages/plugins/${name}`);
  process.exitCode = 2;
} else {
  const exec = JSON.parse(readFileSync(join(root, "packages/plugins/exec/package.json"), "utf8")) as Manifest;
  for (const [path, text] of Object.entries(pluginTemplate(name, exec))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: "wx" });
    console.log(path);
  }
  addReference(`packages/plugins/${name}`);
  console.log(`\nNext: npm install && npm run build && npx vitest run test/plugins/${name}.test.ts`);
}

interface Manifest {
  readonly version: string;
  readonly engines: Readonly<Record<string, string>>;
}

/** Before the command line, which is built after all plugins. */
function addReference(path: string): void {
  const file = join(root, "tsconfig.json");
  const text = readFileSync(file, "utf8");
  const cli = '    { "path": "packages/cli" }';
  if (!text.includes(cli)) throw new Error("tsconfig.json has no reference to packages/cli to put the plugin before");
  writeFileSync(file, text.replace(cli, `    { "path": "${path}" },\n${cli}`));
}

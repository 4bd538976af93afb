// Every package as it would be published, looked at by publint: `npm run check`.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const root = join(import.meta.dirname, "..");
const manifests = globSync(["packages/{core,cli}/package.json", "packages/plugins/*/package.json"], {
  cwd: root,
}).toSorted();
let found = 0;
for (const path of manifests) {
  const manifest = JSON.parse(readFileSync(join(root, path), "utf8")) as Record<string, unknown>;
  const { messages } = await publint({ pkgDir: join(root, dirname(path)), pack: "npm", strict: true });
  for (const message of messages) console.error(`${String(manifest["name"])}: ${formatMessage(message, manifest)}`);
  found += messages.length;
}
if (manifests.length < 3) throw new Error("Too few packages were seen.");
process.exitCode = found === 0 ? 0 : 1;

// Puts a built version somewhere, or with `check` asks whether it is there. Exit code 1 of `check`: it is not.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const [, , place, version, what] = process.argv;
if (what === "check") {
  const running = await fetch(`${place}/version`);
  process.exit(running.status === 200 && (await running.text()) === version ? 0 : 1);
}
const bundle = readFileSync(`.relspec/bundles/${version}.mjs`, "utf8");
const answer = await fetch(`${place}/version`, { method: "PUT", headers: { version }, body: bundle });
if (!answer.ok) throw new Error(`${place} answers ${answer.status}`);
console.log(JSON.stringify({ digest: `sha256:${createHash("sha256").update(bundle).digest("hex")}` }));

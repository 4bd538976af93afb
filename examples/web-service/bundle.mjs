// Builds the service once, and says which bytes it has built.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const version = process.env.RELSPEC_VERSION;
const bundle = `// ${version}\n${readFileSync("app.mjs", "utf8")}`;
mkdirSync(".relspec/bundles", { recursive: true });
writeFileSync(`.relspec/bundles/${version}.mjs`, bundle);
console.log(JSON.stringify({ digest: `sha256:${createHash("sha256").update(bundle).digest("hex")}` }));

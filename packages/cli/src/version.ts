import { createRequire } from "node:module";

/** `package.json` of this package: one folder above the sources, and above the bundle, whose parts lie side by side. */
export const manifestUrl = new URL("../package.json", import.meta.url);

/** Of this package. */
export const version: string = (createRequire(import.meta.url)("../package.json") as { version: string }).version;

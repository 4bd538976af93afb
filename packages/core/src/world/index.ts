export { readContext, worldContext, writeContext } from "./contexts.ts";
export { createWorld } from "./create-world.ts";
export type { World } from "./world.ts";

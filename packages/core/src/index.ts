export * from "./errors/index.ts";
export * from "./model/index.ts";
export * from "./plugin/index.ts";
export type * from "./engine.ts";
export type * from "./ledger/ledger.ts";
export type * from "./world/world.ts";

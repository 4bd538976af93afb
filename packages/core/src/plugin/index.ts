export { type Action, defineAction, type Intention, type PlanContext } from "./action.ts";
export type * from "./context.ts";
export * from "./facts.ts";
export * from "./finding.ts";
export { defineGate, type GateAnswer, type GateContext, type GateKind } from "./gate.ts";
export * from "./hook-table.ts";
export type { Infer, Schema } from "./infer.ts";
export * from "./plugin.ts";
export { defineStore, type StoreContext, type StoreKind } from "./store.ts";

export type * from "./change.ts";
export { canonicalJson, digestOf } from "./digest.ts";
export type * from "./event.ts";
export type * from "./json.ts";
export type * from "./notes-spec.ts";
export type * from "./plan.ts";
export type * from "./proof.ts";
export type * from "./record.ts";
export * from "./spec.ts";

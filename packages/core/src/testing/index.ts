export * from "./plan-builder.ts";

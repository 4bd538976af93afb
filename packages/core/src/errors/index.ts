export type { Diagnostic } from "./diagnostic.ts";
export { type ErrorCode, errorTable } from "./error-table.ts";
export { exitCodeOf } from "./exit-code.ts";
export { isRelspecError, RelspecError } from "./relspec-error.ts";

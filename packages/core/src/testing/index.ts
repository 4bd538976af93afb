export type { ActionStage } from "./action-stage.ts";
export { type ActionSuite, describeAction } from "./describe-action.ts";
export { describeLedger, type LedgerPlace, type LedgerSuite } from "./describe-ledger.ts";
export { eventDraft } from "./event-draft.ts";
export { type Call, type FakeWorld, fakeWorld, type ScriptedHttp, type ScriptedProgram } from "./fake-world.ts";
export { type MemoryLedger, memoryLedger } from "./memory-ledger.ts";
export * from "./plan-builder.ts";
export { recordedHttp } from "./recorded-http.ts";
export type { Runner } from "./runner.ts";

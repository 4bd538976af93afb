// What a plugin that keeps events builds on, so that every store seals, proves and refuses alike.
export { corruptChain, corruptPlace } from "./corrupt-ledger.ts";
export { lockFenced, lockHeld } from "./lock-errors.ts";
export { isGone } from "./owner.ts";
export { sealEvent } from "./seal-event.ts";
export { type ChainHead, verifyChain } from "./verify-chain.ts";

export type { Epoch, Holder, Ledger, Owner } from "../model/ledger.ts";

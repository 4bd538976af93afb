import { hostname } from "node:os";
import { RelspecError } from "../errors/index.ts";
import type { Epoch, Holder } from "./ledger.ts";

/** What every ledger throws to a claimant who comes second. */
export function lockHeld(scope: string, holder: Holder): RelspecError {
  const { host, pid } = holder.owner;
  const here = host === hostname();
  return new RelspecError("RS_LOCK_HELD", {
    message: `Process ${pid} on ${host} holds "${scope}" until ${holder.until}.`,
    details: { scope, host, pid, until: holder.until, epoch: holder.epoch },
    suggestions: [
      "relspec run --wait",
      here
        ? `kill ${pid}   # when it hangs; run again at once`
        : `When that machine is gone for good: relspec unlock --reason "…"; else it is free after ${holder.until}.`,
    ],
  });
}

/** What every ledger throws to a claimant who was taken over, or has given its claim back. */
export function lockFenced(scope: string, epoch: Epoch, holder: Holder | null): RelspecError {
  const by = holder
    ? `process ${holder.owner.pid} on ${holder.owner.host} has it now`
    : "it has been given back or taken over";
  return new RelspecError("RS_LOCK_FENCED", {
    message: `This run no longer holds "${scope}": ${by}.`,
    details: { scope, epoch, ...(holder && { host: holder.owner.host, pid: holder.owner.pid, current: holder.epoch }) },
    suggestions: ["relspec status", "relspec run"],
  });
}

// Preloaded into a real relspec (`NODE_OPTIONS=--import=…`): kills it at one exact moment, named by `RELSPEC_KILL_AT`. Nothing of
// the product knows of it.
//
//   before-record:N   just before the Nth write of events to the ledger is made
//   after-record:N    just after it
//   touch:N           at the Nth touch of the outside: a program that acts has been started, or has ended; a connection is
//                     being made, or has brought its first answer
import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

const [, kind, nth] = /^(before-record|after-record|touch):(\d+)$/.exec(process.env["RELSPEC_KILL_AT"] ?? "") ?? [];
// Npm is a Node, too, and is to live.
delete process.env["NODE_OPTIONS"];
if (kind !== undefined && process.argv[1]?.endsWith("relspec.js")) arm(kind, Number(nth));

function arm(wanted: string, left: number): void {
  const moment = (name: string): void => {
    if (name === wanted && (left -= 1) === 0) process.kill(process.pid, "SIGKILL");
  };
  watchSqlite(moment);
  watchPrograms(moment);
  if (wanted === "touch") watchConnections(moment);
  syncBuiltinESMExports();
}

/** The embedded ledger: a transaction that has inserted an event is the record of it once `commit` is through. */
function watchSqlite(moment: (name: string) => void): void {
  const emit = process.emitWarning;
  process.emitWarning = () => undefined;
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  process.emitWarning = emit;
  const { exec, prepare } = DatabaseSync.prototype;
  let dirty = false;
  DatabaseSync.prototype.prepare = function (this: typeof DatabaseSync.prototype, sql, ...rest) {
    if (/^\s*insert into event\b/.test(sql)) dirty = true;
    return prepare.call(this, sql, ...rest);
  };
  DatabaseSync.prototype.exec = function (this: typeof DatabaseSync.prototype, sql) {
    const records = dirty && sql === "commit";
    if (records) moment("before-record");
    exec.call(this, sql);
    if (!records) return;
    dirty = false;
    moment("after-record");
  };
}

/** The ledger on the remote: each push to its ref but the first, which is the claim. And programs that act. */
function watchPrograms(moment: (name: string) => void): void {
  const { spawn } = childProcess;
  let pushes = 0;
  childProcess.spawn = function (program: string, args: readonly string[], options: object) {
    const isPush = program === "git" && args.includes("push");
    const records = isPush && args.some((word) => word.includes(":refs/relspec/")) && (pushes += 1) > 1;
    const acts = isPush || program !== "git";
    if (records) moment("before-record");
    const child = spawn(program, args, options);
    if (acts) moment("touch");
    if (acts || records)
      child.once("exit", () => {
        if (records) moment("after-record");
        if (acts) moment("touch");
      });
    return child;
  } as typeof spawn;
}

function watchConnections(moment: (name: string) => void): void {
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    moment("touch");
    this.once("data", () => moment("touch"));
    return Reflect.apply(connect, this, args) as net.Socket;
  };
}

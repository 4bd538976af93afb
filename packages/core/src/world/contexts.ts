import type { Actor } from "../model/event.ts";
import type { Json } from "../model/json.ts";
import type { HttpRequest, ReadContext, RunProgram, WriteContext } from "../plugin/context.ts";
import type { World } from "./world.ts";

interface Reading {
  readonly step: string;
  readonly results: Readonly<Record<string, Json>>;
  readonly signal: AbortSignal;
  /** Instead of the world's own; gets redacted lines. */
  readonly log?: (line: string) => void;
}

interface Writing extends Reading {
  readonly key: string;
  readonly release: WriteContext["release"];
  readonly actor: Actor;
  readonly artifacts: string;
  readonly together?: WriteContext["together"];
}

/** Names that say what they hold. A context's `env` leaves them out; who needs one asks for the secret. */
const secretName =
  /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|_AUTH|_PAT)$/i;

/** What a plugin's hooks and checkups may ask with, outside of any step. */
export function worldContext(
  world: World,
  signal: AbortSignal,
  log?: (line: string) => void,
): Omit<ReadContext, "step" | "results"> {
  const {
    step: _step,
    results: _results,
    ...rest
  } = readContext(world, { step: "", results: {}, signal, ...(log && { log }) });
  return Object.freeze(rest);
}

/** What planning and `check` get. There is nothing in it that can write, whatever a plugin casts it to. */
export function readContext(world: World, reading: Reading): ReadContext {
  const { read, readBytes, stream, exists, glob } = world.files;
  return Object.freeze({
    ...shared(world, reading),
    query: bound(world.run, reading.signal),
    http: Object.freeze({ get: getter(world, reading.signal) }),
    files: Object.freeze({ read, readBytes, stream, exists, glob }),
  });
}

/** What `apply` and `undo` get. */
export function writeContext(world: World, writing: Writing): WriteContext {
  const { signal } = writing;
  const { read, readBytes, stream, exists, glob, write, remove } = world.files;
  const exec = bound(world.run, signal);
  return Object.freeze({
    ...shared(world, writing),
    query: exec,
    exec,
    http: Object.freeze({
      get: getter(world, signal),
      send: (url: string, request: HttpRequest = {}) =>
        world.send(url, { ...request, signal: either(signal, request.signal) }),
    }),
    files: Object.freeze({ read, readBytes, stream, exists, glob, write, remove }),
    key: writing.key,
    release: Object.freeze({ ...writing.release }),
    actor: Object.freeze({ ...writing.actor }),
    artifacts: writing.artifacts,
    ...(writing.together && { together: writing.together }),
  });
}

function shared(world: World, { step, results, signal, log }: Reading) {
  const { read, fill, has } = world.secrets;
  return {
    root: world.root,
    secrets: Object.freeze({ read, fill, has }),
    env: Object.freeze(Object.fromEntries(Object.entries(world.env).filter(([name]) => !secretName.test(name)))),
    results: Object.freeze({ ...results }),
    step,
    signal,
    log: log ? (line: string) => log(world.redact(line)) : world.log,
    now: world.now,
  };
}

function bound(run: RunProgram, signal: AbortSignal): RunProgram {
  return (argv, options = {}) => run(argv, { ...options, signal: either(signal, options.signal) });
}

function getter(world: World, signal: AbortSignal): ReadContext["http"]["get"] {
  // Named one by one: a `method` or `body` smuggled in from JavaScript must not turn a question into an order.
  return (url, request = {}) =>
    world.send(url, {
      method: "GET",
      signal: either(signal, request.signal),
      ...(request.headers && { headers: request.headers }),
      ...(request.timeout !== undefined && { timeout: request.timeout }),
      ...(request.limit !== undefined && { limit: request.limit }),
      ...(request.follow !== undefined && { follow: request.follow }),
    });
}

function either(own: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other ? AbortSignal.any([own, other]) : own;
}

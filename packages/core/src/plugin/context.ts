import type { Actor } from "../model/event.ts";
import type { Json, JsonObject } from "../model/json.ts";

export interface RunOptions {
  /** Absolute; default the project's root. */
  readonly cwd?: string;
  /** Added to what is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names of the environment variables passed on. Default: all, because tools such as git and npm have their own. */
  readonly inherit?: readonly string[];
  readonly input?: string | Uint8Array;
  /** Milliseconds. */
  readonly timeout?: number;
  /** Exit codes that are answers and not failures. Default `[0]`. */
  readonly accept?: readonly number[];
  /** Called for each line of stdout instead of collecting it; `stdout` is then empty. */
  readonly onLine?: (line: string) => void;
  /** Called with stdout piece by piece, cut anywhere between characters, instead of collecting it; `stdout` is then empty. */
  readonly onText?: (text: string) => void;
  /** Bytes of stdout kept at the most; more is an error. Default 64 MiB. */
  readonly limit?: number;
  /** Stops the program and all it started. A context's own signal is always heeded as well. */
  readonly signal?: AbortSignal;
}

export interface RunOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Run a program: argv, never a shell string. Rejects with `RS_STEP_FAILED` (not accepted exit code, with the end of its
 * output), `RS_STEP_TIMEOUT`, or `RS_STEP_FAILED` naming the program when it does not exist.
 */
export type RunProgram = (argv: readonly [string, ...string[]], options?: RunOptions) => Promise<RunOutput>;

export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A `Blob` of a file (`openAsBlob` of `node:fs`) is read while it is sent, so that it may be larger than memory. */
  readonly body?: string | Uint8Array | Blob;
  /** Milliseconds; default 30,000. */
  readonly timeout?: number;
  /** Bytes of the answer at the most; default 16 MiB. */
  readonly limit?: number;
  /** Absolute path of a file that gets the bytes of an answer with status 200 as they come; its `body` is then empty. */
  readonly saveTo?: string;
  /** Default true. False: an answer that sends on to another address is handed out as it is. */
  readonly follow?: boolean;
  /** Gives the request up. A context's own signal is always heeded as well. */
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Any status is an answer; `RS_STEP_UNREACHABLE` (retryable) when there is none. */
export type HttpSend = (url: string, request?: HttpRequest) => Promise<HttpAnswer>;

export interface ReadFiles {
  /** UTF-8; null when there is no such file. Paths are relative to the project's root and may not leave it. */
  read(path: string): Promise<string | null>;
  readBytes(path: string): Promise<Uint8Array | null>;
  /** The bytes piece by piece, for a file that may be larger than memory; null when there is no such file. */
  stream(path: string): Promise<AsyncIterable<Uint8Array> | null>;
  exists(path: string): Promise<boolean>;
  /** Paths below the root that match a glob, sorted. */
  glob(pattern: string): Promise<readonly string[]>;
}

export interface WriteFiles extends ReadFiles {
  /** Atomic: a crash leaves the old file or the new one. Makes directories. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
}

export interface Secrets {
  /** The value of an environment variable, taught to the redactor. Throws `RS_RUN_SECRET` when it is missing or empty. */
  read(name: string): string;
  /** The text with every `{{secrets.NAME}}` replaced. */
  fill(text: string): string;
  has(name: string): boolean;
}

/** What planning and `check` get: the means to ask, none to change anything. */
export interface ReadContext {
  /** Absolute path of the project's root: the folder of the spec. */
  readonly root: string;
  /** Run a program that only reads. */
  readonly query: RunProgram;
  readonly http: {
    readonly get: (url: string, request?: Omit<HttpRequest, "method" | "body" | "saveTo">) => Promise<HttpAnswer>;
  };
  readonly files: ReadFiles;
  readonly secrets: Secrets;
  /** Environment variables that are not secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results of the steps this one needs, directly or not, by full id; only of those that are done. */
  readonly results: Readonly<Record<string, Json>>;
  /** The id the step will have or has in its plan. */
  readonly step: string;
  readonly signal: AbortSignal;
  /** A line for the one who watches; redacted. */
  readonly log: (line: string) => void;
  /** Now; for what has to know (an expiry), never for what goes into a target. */
  readonly now: () => Date;
}

/** What `apply` and `undo` get. */
export interface WriteContext extends Omit<ReadContext, "http" | "files"> {
  readonly exec: RunProgram;
  readonly http: ReadContext["http"] & { readonly send: HttpSend };
  readonly files: WriteFiles;
  /** The same for every try of this step in this release, and for no other: an idempotency key. */
  readonly key: string;
  readonly release: { readonly id: string; readonly name: string; readonly version: string; readonly commit: string };
  readonly actor: Actor;
  /** Absolute path of a directory for what the release makes (tarballs …); it exists, and is kept. */
  readonly artifacts: string;
  /**
   * Bring the effect about in one transaction with its own record, where the ledger offers that: `act` is handed what it has
   * to write along, and what it throws is thrown on. Absent: the effect comes first, its record after it.
   */
  readonly together?: (result: Json, act: (also: JsonObject) => Promise<void>) => Promise<void>;
}

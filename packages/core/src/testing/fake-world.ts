import { matchesGlob } from "node:path";
import { RelspecError } from "../errors/index.ts";
import type {
  HttpAnswer,
  HttpRequest,
  HttpSend,
  ReadContext,
  RunOptions,
  RunOutput,
  WriteContext,
} from "../plugin/context.ts";
import { readContext, writeContext } from "../world/contexts.ts";
import { makeSecrets } from "../world/make-secrets.ts";
import { createRedactor } from "../world/redactor.ts";
import type { World } from "../world/world.ts";
import { somebody } from "./plan-builder.ts";

/** An answer to be given for one program. */
export interface ScriptedProgram {
  /** The whole argv, or its beginning followed by `"…"`. */
  readonly argv: readonly string[];
  /** Default: exit code 0 and no output. A function is given the whole argv. What it throws is thrown. */
  readonly answer?: Partial<RunOutput> | ((argv: readonly string[], options: RunOptions) => Partial<RunOutput>);
  /** How often it may be used; default any number of times. */
  readonly times?: number;
}

/** An answer to be given for one request. */
export interface ScriptedHttp {
  /** Default `GET`. */
  readonly method?: string;
  readonly url: string;
  /** Default: status 200 and an empty body. */
  readonly answer?: Partial<HttpAnswer> | ((request: HttpRequest) => Partial<HttpAnswer>);
  readonly times?: number;
}

/** One thing that was asked of the world, in order. */
export type Call =
  | { readonly kind: "program"; readonly argv: readonly string[]; readonly input?: string | Uint8Array }
  | { readonly kind: "http"; readonly method: string; readonly url: string; readonly body?: string | Uint8Array | Blob }
  | { readonly kind: "write" | "remove"; readonly path: string };

interface FakeWorldOptions {
  /** Default `/project`. Nothing is read from or written to the disk. */
  readonly root?: string;
  /** Path → content. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Environment variables, secrets among them. */
  readonly env?: Readonly<Record<string, string>>;
  readonly programs?: readonly ScriptedProgram[];
  readonly http?: readonly ScriptedHttp[];
  /** Answers what `http` does not: {@link recordedHttp}, for example. */
  readonly send?: HttpSend;
  /** Default: 2026-01-02T03:04:05Z, and it stands still. */
  readonly now?: () => Date;
}

export interface FakeWorld extends World {
  readonly calls: readonly Call[];
  /** Lines that were logged, redacted. */
  readonly lines: readonly string[];
  /** Text of every file there is now, by path. */
  contents(): Readonly<Record<string, string>>;
  /** What `plan` and `check` get. */
  reading(given?: Partial<Pick<ReadContext, "step" | "results" | "signal">>): ReadContext;
  /** What `apply` and `undo` get. */
  writing(
    given?: Partial<Pick<WriteContext, "step" | "results" | "signal" | "key" | "release" | "actor" | "artifacts">>,
  ): WriteContext;
}

/**
 * A world in memory. It answers what it was told to answer, in the order it was told, and refuses everything else with
 * `RS_STEP_FAILED` naming what was asked: an action that asks for more than its test knows of fails the test.
 */
export function fakeWorld({
  root = "/project",
  files: given = {},
  env = {},
  programs = [],
  http = [],
  send: fallback,
  now = () => new Date("2026-01-02T03:04:05Z"),
}: FakeWorldOptions = {}): FakeWorld {
  const calls: Call[] = [];
  const lines: string[] = [];
  const files = new Map(Object.entries(given).map(([path, content]) => [pathOf(path), bytesOf(content)]));
  const redactor = createRedactor();
  const { redact } = redactor;
  const program = pool(programs, ({ argv: wanted }, argv: readonly string[]) =>
    wanted.at(-1) === "…"
      ? wanted.slice(0, -1).every((word, index) => argv[index] === word)
      : wanted.length === argv.length && wanted.every((word, index) => argv[index] === word),
  );
  const exchange = pool(
    http,
    (row, [method, url]: readonly [string, string]) => (row.method ?? "GET") === method && row.url === url,
  );

  const world: World = {
    root,
    env: { ...env },
    now,
    redact,
    secrets: makeSecrets(env, redactor),
    log: (line) => void lines.push(redact(line)),
    run: async (argv, options = {}) => {
      options.signal?.throwIfAborted();
      const found = program(argv);
      calls.push({ kind: "program", argv, ...(options.input !== undefined && { input: options.input }) });
      if (!found) throw notScripted(`the program ${JSON.stringify(argv)}`, "programs");
      const answer = typeof found.answer === "function" ? found.answer(argv, options) : found.answer;
      const output: RunOutput = { code: 0, stdout: "", stderr: "", ...answer };
      if (!(options.accept ?? [0]).includes(output.code)) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `${argv[0]} ended with exit code ${output.code}: ${redact(output.stderr)}`,
          details: { code: output.code, stderr: redact(output.stderr) },
        });
      }
      if (!options.onLine) return output;
      for (const line of output.stdout.split("\n").filter(Boolean)) options.onLine(line);
      return { ...output, stdout: "" };
    },
    send: async (url, request = {}) => {
      request.signal?.throwIfAborted();
      const method = request.method ?? "GET";
      calls.push({ kind: "http", method, url, ...(request.body !== undefined && { body: request.body }) });
      const found = exchange([method, url]);
      if (!found && fallback) return fallback(url, request);
      if (!found) throw notScripted(`${method} ${redact(url)}`, "http");
      const answer = typeof found.answer === "function" ? found.answer(request) : found.answer;
      return { status: 200, headers: {}, body: "", ...answer };
    },
    files: {
      read: async (path) => textOf(files.get(pathOf(path))),
      readBytes: async (path) => files.get(pathOf(path))?.slice() ?? null,
      stream: async (path) => {
        const bytes = files.get(pathOf(path))?.slice();
        return bytes ? inPieces(bytes) : null;
      },
      exists: async (path) => {
        const wanted = pathOf(path);
        return [...files.keys()].some((each) => each === wanted || each.startsWith(`${wanted}/`));
      },
      glob: async (pattern) => [...files.keys()].filter((path) => matchesGlob(path, pattern)).sort(),
      write: async (path, content) => {
        files.set(pathOf(path), bytesOf(content));
        calls.push({ kind: "write", path: pathOf(path) });
      },
      remove: async (path) => {
        files.delete(pathOf(path));
        calls.push({ kind: "remove", path: pathOf(path) });
      },
    },
  };
  const reading = () => ({ step: "deploy/step", results: {}, signal: new AbortController().signal });
  return {
    ...world,
    calls,
    lines,
    contents: () => Object.fromEntries([...files].map(([path, bytes]) => [path, textOf(bytes) ?? ""])),
    reading: (more = {}) => readContext(world, { ...reading(), ...more }),
    writing: (more = {}) =>
      writeContext(world, {
        ...reading(),
        key: "lib-1.1.0-00000000#1/step/deploy/step",
        release: {
          id: "lib-1.1.0-00000000",
          name: "lib",
          version: "1.1.0",
          commit: "c0ffee0000000000000000000000000000000001",
        },
        actor: somebody,
        artifacts: `${root}/.relspec/artifacts`,
        ...more,
      }),
  };
}

/** The first row that fits and is not used up. */
function pool<R extends { readonly times?: number }, Q>(
  rows: readonly R[],
  fits: (row: R, question: Q) => boolean,
): (question: Q) => R | undefined {
  const left = new Map(rows.map((row) => [row, row.times ?? Number.POSITIVE_INFINITY]));
  return (question) => {
    const found = rows.find((row) => (left.get(row) ?? 0) > 0 && fits(row, question));
    if (found) left.set(found, (left.get(found) ?? 0) - 1);
    return found;
  };
}

function notScripted(what: string, where: string): RelspecError {
  return new RelspecError("RS_STEP_FAILED", {
    message: `The fake world was asked for ${what}, and was not told what to answer.`,
    suggestions: [`Add it to \`${where}\`, or let the action not ask.`],
  });
}

function pathOf(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (!path.startsWith("/") && !parts.includes("..")) return parts.join("/");
  throw new RelspecError("RS_STEP_FAILED", { message: `The path ${JSON.stringify(path)} leaves the project.` });
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
}

/** In pieces so small that what is cut in two by a piece's end is cut in every test. */
async function* inPieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 61) yield bytes.subarray(at, at + 61);
}

function textOf(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : new TextDecoder().decode(bytes);
}

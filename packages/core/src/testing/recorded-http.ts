import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { RelspecError } from "../errors/index.ts";
import type { HttpAnswer, HttpSend } from "../plugin/context.ts";
import { createRedactor } from "../world/redactor.ts";

interface Recording {
  readonly method: string;
  readonly url: string;
  /** Text of the request; null for none. */
  readonly body: string | null;
  readonly answer: HttpAnswer;
}

interface RecordedHttpOptions {
  /** Path of the JSON file, kept beside the test and in version control. */
  readonly file: string;
  /** Sends for real (`createWorld({ root, env }).send`), and the file is written anew. Absent: answers come from the file. */
  readonly record?: HttpSend;
  /** Name → value of what may not get into the file. It stands there as `[secret NAME]`, in whatever form it was sent. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** Answers that say who is talking. Requests' headers are not kept at all. */
const privateHeaders = /^(?:set-cookie|authorization|proxy-authenticat.*|www-authenticate|x-.*token.*)$/i;

/**
 * HTTP as it once happened. Exchanges are given back in the order they were recorded, each once, and a request must be the
 * same in method, address and body. What is asked otherwise, or once more, is refused with `RS_STEP_FAILED`: a replay never
 * goes to the network.
 *
 * @example
 * const { send } = recordedHttp({ file: "upload.http.json", ...(process.env.RECORD && { record: createWorld(…).send }) });
 * const world = fakeWorld({ send });
 */
export function recordedHttp({ file, record, secrets = {} }: RecordedHttpOptions): {
  readonly send: HttpSend;
  /** Exchanges that nobody has asked for yet; empty while recording. */
  readonly left: () => readonly string[];
} {
  const redactor = createRedactor();
  for (const [name, value] of Object.entries(secrets)) redactor.learn(name, value);
  const { redact } = redactor;
  const recordings = record ? [] : read(file);
  return {
    left: () => (record ? [] : recordings.map(({ method, url }) => `${method} ${url}`)),
    send: async (url, request = {}) => {
      request.signal?.throwIfAborted();
      const asked = {
        method: request.method ?? "GET",
        url: redact(url),
        body: request.body === undefined ? null : redact(await textOf(request.body)),
      };
      if (record) {
        const answer = await record(url, request);
        const headers = Object.entries(answer.headers).filter(([name]) => !privateHeaders.test(name));
        recordings.push({
          ...asked,
          answer: {
            status: answer.status,
            headers: Object.fromEntries(headers.map(([name, value]) => [name, redact(value)])),
            body: redact(answer.body),
          },
        });
        writeFileSync(file, `${JSON.stringify(recordings, null, 2)}\n`);
        return answer;
      }
      const at = recordings.findIndex(
        (each) => each.method === asked.method && each.url === asked.url && each.body === asked.body,
      );
      const [found] = at < 0 ? [] : recordings.splice(at, 1);
      if (found) return found.answer;
      throw new RelspecError("RS_STEP_FAILED", {
        message: `${asked.method} ${asked.url} is not in ${file}, or was asked for once more than it was recorded.`,
        suggestions: ["Record it again, or let the action not ask."],
      });
    },
  };
}

function read(file: string): Recording[] {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Recording[];
  throw new RelspecError("RS_STEP_FAILED", {
    message: `There is no recording ${file}.`,
    suggestions: ["Pass `record` once, with a counterpart that answers."],
  });
}

async function textOf(body: string | Uint8Array | Blob): Promise<string> {
  if (typeof body === "string") return body;
  const bytes = body instanceof Blob ? Buffer.from(await body.arrayBuffer()) : Buffer.from(body);
  return `base64:${bytes.toString("base64")}`;
}

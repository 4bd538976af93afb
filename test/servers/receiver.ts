import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * How a server does not play along. `deaf` never answers, `gone` breaks off once it has the request, `half` breaks off in the
 * middle of its answer, `huge` answers without end, `early` breaks off before it has the body.
 */
export type Fault = "deaf" | "gone" | "half" | "huge" | "early";

/** A server that takes whatever is sent to it, and answers as it is told. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  /** What came whole, in order, whatever was answered; not what was refused by `answer`. */
  readonly received: readonly Received[];
  /** From now on, or so many times. A function sees the request. */
  answer(given: Answer | ((request: Received) => Answer), times?: number): void;
  /** From now on, or so many times. */
  fail(fault: Fault, times?: number): void;
  /** From now on requests to this path are taken, and never answered. */
  deafTo(path: string): void;
  /** As in the beginning: 200 to everything. */
  behave(): void;
  close(): Promise<void>;
}

interface Turn {
  left: number;
  readonly fault?: Fault;
  readonly answer?: (request: Received) => Answer;
}

export async function startReceiver(
  usual: (request: Received) => Answer | Promise<Answer> = () => ({}),
): Promise<Receiver> {
  const received: Received[] = [];
  let turns: Turn[] = [];
  let deaf: string | null = null;
  const server = createServer((request, response) => {
    const turn = turns.find(({ left }) => left > 0);
    if (turn) turn.left -= 1;
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    if (turn?.fault === "early") return void request.socket.destroy();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    const whenWhole = async (): Promise<void> => {
      const whole: Received = {
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      const answer = turn?.answer?.(whole) ?? (await usual(whole));
      if ((answer.status ?? 200) < 300 && whole.method !== "GET") received.push(whole);
      if (deaf !== null && whole.url.split("?")[0] === deaf) return undefined;
      if (turn?.fault) return misbehave(turn.fault, response);
      response.writeHead(answer.status ?? 200, answer.headers ?? {}).end(answer.body ?? "");
    };
    request.on("end", () => void whenWhole());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    answer: (given, left = Infinity) =>
      void turns.push({ left, answer: typeof given === "function" ? given : () => given }),
    fail: (fault, left = Infinity) => void turns.push({ left, fault }),
    deafTo: (path) => void (deaf = path),
    behave: () => {
      turns = [];
      deaf = null;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function misbehave(fault: Fault, response: ServerResponse): void {
  switch (fault) {
    case "deaf":
    case "early":
      return;
    case "gone":
      response.socket?.destroy();
      return;
    case "half":
      response.writeHead(200, { "content-length": "1000" });
      response.write("{", () => response.socket?.destroy());
      return;
    case "huge": {
      response.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
      };
      response.on("drain", more);
      more();
    }
  }
}

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * What a line does to a conversation.
 * `slow`: each piece comes late · `trickle`: so many bytes a second, each way · `cut`: the connection breaks once so many bytes have
 * gone that way · `reset`: it breaks at once · `lost`: what is asked arrives and is done, and the connection breaks as soon as
 * the answer begins · `status`: an answer over HTTP, and the server hears nothing · `greeting`: the first words of another
 * protocol (SMTP's `421 …`), and the end.
 */
export type LineFault =
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "trickle"; readonly bytesPerSecond: number }
  | { readonly kind: "cut"; readonly after: number; readonly way: "up" | "down" }
  | { readonly kind: "reset" }
  | { readonly kind: "lost"; readonly when?: RegExp }
  | { readonly kind: "status"; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: "greeting"; readonly text: string };

export interface TcpProxy {
  readonly port: number;
  /** Connections so far that a fault was done to. */
  hits(): number;
  /** Do this to the next connections; `lost` with `when` leaves those alone that do not ask for it. */
  fail(fault: LineFault, times?: number): void;
  behave(): void;
  close(): Promise<void>;
}

/** A line on a free port of 127.0.0.1 to a server on another, which may be as bad as lines are. */
export async function startTcpProxy(to: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let fault: LineFault | null = null;
  let left = 0;
  let hits = 0;
  const take = (): LineFault | null => {
    if (fault === null || left <= 0) return null;
    left -= 1;
    hits += 1;
    return fault;
  };

  const server = createServer((near) => {
    track(near);
    // A fault that waits for a request of its kind is only used up by one.
    const waiting = fault?.kind === "lost" && fault.when !== undefined ? fault : null;
    const now = waiting ? null : take();
    if (now?.kind === "reset") return void near.resetAndDestroy();
    if (now?.kind === "greeting") return void near.end(now.text);
    if (now?.kind === "status") return answer(near, now);
    const far = connect(to, "127.0.0.1");
    track(far);
    let lost = now?.kind === "lost";
    near.on("data", (bytes: Buffer) => {
      if (waiting?.when?.test(bytes.toString("latin1")) && take()) lost = true;
    });
    void carry(near, far, { fault: now, way: "up", isLost: () => false });
    void carry(far, near, { fault: now, way: "down", isLost: () => lost });
  });

  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    hits: () => hits,
    fail: (given, times = Infinity) => {
      fault = given;
      left = times;
    },
    behave: () => {
      fault = null;
      left = 0;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

interface Way {
  readonly fault: LineFault | null;
  readonly way: "up" | "down";
  readonly isLost: () => boolean;
}

async function carry(from: Socket, to: Socket, { fault, way, isLost }: Way): Promise<void> {
  let gone = 0;
  const breakOff = (): void => {
    from.resetAndDestroy();
    to.resetAndDestroy();
  };
  try {
    for await (const bytes of from as AsyncIterable<Buffer>) {
      if (isLost()) return breakOff();
      if (fault?.kind === "slow") await sleep(fault.milliseconds, undefined, { ref: false });
      if (fault?.kind === "cut" && fault.way === way && gone + bytes.length >= fault.after) {
        to.write(bytes.subarray(0, Math.max(0, fault.after - gone)), breakOff);
        return;
      }
      gone += bytes.length;
      if (fault?.kind !== "trickle") to.write(bytes);
      else
        for (const byte of bytes) {
          to.write(Uint8Array.of(byte));
          await sleep(1000 / fault.bytesPerSecond, undefined, { ref: false });
          if (to.destroyed) return;
        }
    }
    to.end();
  } catch {
    to.destroy();
  }
}

/** The whole request is read first: an answer in the middle of an upload would reach the sender as a broken connection. */
function answer(near: Socket, { status, headers = {} }: Extract<LineFault, { kind: "status" }>): void {
  let asked = Buffer.alloc(0);
  near.on("data", (bytes: Buffer) => {
    asked = Buffer.concat([asked, bytes]);
    const end = asked.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = asked.subarray(0, end).toString("latin1");
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    const chunked = /^transfer-encoding: chunked/im.test(head);
    if (/^expect: 100-continue/im.test(head)) near.write("HTTP/1.1 100 Continue\r\n\r\n");
    if (
      chunked
        ? !asked.includes("\r\n0\r\n\r\n") && !asked.subarray(end + 4).equals(Buffer.from("0\r\n\r\n"))
        : asked.length < end + 4 + length
    )
      return;
    const lines = Object.entries({ "content-length": "0", connection: "close", ...headers });
    near.end(`HTTP/1.1 ${status} On purpose\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  });
}

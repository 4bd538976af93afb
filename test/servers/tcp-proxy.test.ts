import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

let server: Server;
let proxy: TcpProxy;
let heard: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      heard.push(`${request.method} ${Buffer.concat(parts).toString()}`);
      response.end("x".repeat(1000));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await startTcpProxy((server.address() as AddressInfo).port);
});
afterAll(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  proxy.behave();
  heard = [];
});

/** A connection of its own each time, as every fault is one of a connection. */
const ask = async (body?: string) => {
  const answer = await fetch(`http://127.0.0.1:${proxy.port}/`, {
    headers: { connection: "close" },
    ...(body !== undefined && { method: "PUT", body }),
  });
  return `${answer.status} ${(await answer.text()).length}`;
};

test("a good line carries everything", async () => {
  expect(await ask("hello")).toBe("200 1000");
  expect(heard).toEqual(["PUT hello"]);
});

test.each([{ kind: "slow", milliseconds: 5 } as const, { kind: "trickle", bytesPerSecond: 100_000 } as const])(
  "a line that is $kind still carries everything",
  async (fault) => {
    proxy.fail(fault, 1);
    expect(await ask("hello")).toBe("200 1000");
    expect(proxy.hits()).toBeGreaterThan(0);
  },
);

test.each([
  [{ kind: "reset" }, []],
  [{ kind: "cut", way: "up", after: 10 }, []],
  [{ kind: "cut", way: "down", after: 300 }, ["PUT hello"]],
  [{ kind: "lost" }, ["PUT hello"]],
] as const)("%j breaks off, and the server has heard %j", async (fault, expected) => {
  proxy.fail(fault, 1);
  await expect(ask("hello")).rejects.toThrow();
  expect(heard).toEqual(expected);
  expect(await ask()).toBe("200 1000");
});

test("an answer is only lost to who asks for it", async () => {
  proxy.fail({ kind: "lost", when: /^PUT / }, 1);
  expect(await ask()).toBe("200 1000");
  await expect(ask("hello")).rejects.toThrow();
  expect(heard).toEqual(["GET ", "PUT hello"]);
});

test.each([429, 500, 503])("it answers %d itself, and the server hears nothing", async (status) => {
  proxy.fail({ kind: "status", status, headers: { "retry-after": "1" } }, 1);
  expect(await ask("hello")).toBe(`${status} 0`);
  expect(heard).toEqual([]);
});

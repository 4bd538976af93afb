import { mkdtempSync, openAsBlob, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import type { RelspecError } from "../errors/relspec-error.ts";
import { createSendHttp } from "./send-http.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => void (await Promise.all(closing.splice(0).map((close) => close()))));

async function server(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const heard: {
    method: string | undefined;
    url: string | undefined;
    headers: IncomingMessage["headers"];
    body: string;
  }[] = [];
  const http = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      heard.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => void http.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => (http.close(resolve), http.closeAllConnections())));
  const { port } = http.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, heard };
}

const send = createSendHttp({ redact: (text) => text });
const failing = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: RelspecError) => error,
  );

test("sends what it is given and takes any status as an answer", async () => {
  const { url, heard } = await server((_, response) => response.writeHead(404, { "x-why": "none" }).end("né"));
  expect(
    await send(`${url}/a?b=c`, { method: "PUT", headers: { "Content-Type": "text/plain" }, body: "données" }),
  ).toMatchObject({
    status: 404,
    headers: { "x-why": "none" },
    body: "né",
  });
  expect(heard).toMatchObject([
    {
      method: "PUT",
      url: "/a?b=c",
      headers: { "content-type": "text/plain", "user-agent": "relspec" },
      body: "données",
    },
  ]);
});

test("makes a header of credentials in the address, and never shows them", async () => {
  const { url, heard } = await server((_, response) => response.end());
  await send(url.replace("//", "//ana:s%40cret@"));
  expect(heard[0]?.headers.authorization).toBe(`Basic ${Buffer.from("ana:s@cret").toString("base64")}`);
  const error = await failing(send("http://ana:hunter22@127.0.0.1:9/"));
  expect(JSON.stringify([error.message, error.details, error.suggestions])).not.toContain("hunter22");
});

describe("no answer", () => {
  test("from a closed port is worth another try, and names the host", async () => {
    const { url, host } = await server(() => {});
    await Promise.all(closing.splice(0).map((close) => close()));
    expect(await failing(send(url))).toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      retryable: true,
      message: `${host} does not answer (ECONNREFUSED).`,
    });
  });

  test("from a host that does not exist", async () => {
    expect(await failing(send("http://nowhere.invalid/"))).toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      retryable: true,
      details: { host: "nowhere.invalid" },
    });
  });

  test("in time, be it to begin or to end", async () => {
    const silent = await server(() => {});
    expect(await failing(send(silent.url, { timeout: 200 }))).toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      retryable: true,
      message: `${silent.host} did not answer within 200 ms.`,
    });
    const slow = await server((_, response) => void response.write("begun"));
    expect(await failing(send(slow.url, { timeout: 200 }))).toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      retryable: true,
    });
  });

  test("because the connection broke off half way", async () => {
    const { url } = await server(
      (_, response) =>
        void (response.writeHead(200, { "content-length": "100" }), response.write("x", () => response.destroy())),
    );
    expect(await failing(send(url))).toMatchObject({ code: "RS_STEP_UNREACHABLE", retryable: true });
  });

  test("because the caller gave up", async () => {
    const { url } = await server(() => {});
    const giving = new AbortController();
    const work = failing(send(url, { signal: giving.signal }));
    giving.abort();
    expect(await work).toMatchObject({ code: "RS_RUN_INTERRUPTED" });
  });
});

test("takes no more than the limit, counted after decompression", async () => {
  const { url, host } = await server((_, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(5_000_000))),
  );
  expect(await failing(send(url, { limit: 1_000_000 }))).toMatchObject({
    code: "RS_STEP_FAILED",
    message: `The answer of ${host} is larger than 1000000 bytes.`,
  });
  expect((await send(url)).body).toHaveLength(5_000_000);
});

test("an answer can go into a file instead of memory, and a file can be sent without being held", async () => {
  const directory = mkdtempSync(join(tmpdir(), "relspec-http-"));
  const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x80, 0x0a]);
  const { url, host, heard } = await server((request, response) =>
    request.url === "/none" ? response.writeHead(404).end("no") : response.end(bytes),
  );
  const file = join(directory, "answer");
  expect(await send(url, { saveTo: file })).toMatchObject({ status: 200, body: "" });
  expect(readFileSync(file)).toEqual(bytes);
  writeFileSync(join(directory, "sent"), "données");
  await send(url, { method: "PUT", body: await openAsBlob(join(directory, "sent")) });
  expect(heard.at(-1)).toMatchObject({ method: "PUT", body: "données", headers: { "content-length": "8" } });
  // Only what was asked for goes into the file, and no more of it than allowed.
  expect(await send(`${url}/none`, { saveTo: file })).toMatchObject({ status: 404, body: "no" });
  expect(readFileSync(file)).toEqual(bytes);
  expect(await failing(send(url, { saveTo: file, limit: 2 }))).toMatchObject({
    message: `The answer of ${host} is larger than 2 bytes.`,
  });
  rmSync(directory, { recursive: true });
});

describe("a redirect", () => {
  test("is followed on the same origin, credentials and all; 307 keeps what was sent, 303 asks", async () => {
    const { url, heard } = await server((request, response) => {
      if (request.url === "/kept") response.writeHead(307, { location: "/end" }).end();
      else if (request.url === "/other") response.writeHead(303, { location: "/end" }).end();
      else response.end("there");
    });
    const request = { method: "POST", body: "sent", headers: { authorization: "Bearer x" } };
    expect((await send(`${url}/kept`, request)).body).toBe("there");
    expect((await send(`${url}/other`, request)).body).toBe("there");
    expect(heard.map(({ method, url: path, body, headers }) => [method, path, body, headers.authorization])).toEqual([
      ["POST", "/kept", "sent", "Bearer x"],
      ["POST", "/end", "sent", "Bearer x"],
      ["POST", "/other", "sent", "Bearer x"],
      ["GET", "/end", "", "Bearer x"],
    ]);
  });

  test.each(["authorization", "cookie", "PRIVATE-TOKEN", "x-api-key"])(
    "to another origin is not followed with %s; it is the answer",
    async (name) => {
      const thief = await server((_, response) => response.end());
      const { url } = await server((_, response) => response.writeHead(302, { location: `${thief.url}/steal` }).end());
      expect(await send(url, { headers: { [name]: "x" } })).toMatchObject({
        status: 302,
        headers: { location: `${thief.url}/steal` },
      });
      expect(thief.heard).toEqual([]);
    },
  );

  test("to another origin is not followed where it would be sent in the clear, or to another protocol", async () => {
    const other = await server((_, response) => response.end());
    for (const location of [other.url, "file:///etc/passwd", "http://"]) {
      const { url } = await server((_, response) => response.writeHead(302, { location }).end());
      expect(await send(url)).toMatchObject({ status: 302 });
    }
    expect(other.heard).toEqual([]);
  });

  test("without end is an error", async () => {
    const { url, heard } = await server((_, response) => response.writeHead(302, { location: "/" }).end());
    expect(await failing(send(url))).toMatchObject({ code: "RS_STEP_FAILED" });
    expect(heard.length).toBeLessThan(10);
  });
});

test.each(["file:///etc/passwd", "ftp://x/", "data:,x", "nonsense", ""])("refuses to ask %j", async (url) => {
  expect(await failing(send(url))).toMatchObject({ code: "RS_STEP_FAILED", retryable: false });
});

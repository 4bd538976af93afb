import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A service of few words: `PUT /rings/TEXT` rings, `GET /rings/TEXT` says whether it was rung. */
export interface Bell {
  readonly url: string;
  /** What was rung, each time it was. */
  readonly rings: readonly { readonly text: string; readonly key: string | undefined }[];
  /** Answer the next ring with this status instead. */
  failOnce(status: number): void;
  close(): Promise<void>;
}

export async function startBell(): Promise<Bell> {
  const rings: { text: string; key: string | undefined }[] = [];
  let failure: number | null = null;
  const server = createServer(({ method, url = "", headers }, answer) => {
    const text = /^\/rings\/([^/]+)$/.exec(url)?.[1];
    if (text === undefined) return answer.writeHead(404).end();
    const name = decodeURIComponent(text);
    if (method === "GET") return answer.writeHead(rings.some((each) => each.text === name) ? 200 : 404).end();
    if (method !== "PUT") return answer.writeHead(405).end();
    if (failure !== null) {
      answer.writeHead(failure).end();
      failure = null;
      return undefined;
    }
    const key = headers["idempotency-key"];
    rings.push({ text: name, key: Array.isArray(key) ? key[0] : key });
    return answer.writeHead(201).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rings,
    failOnce: (status) => {
      failure = status;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

import { type Receiver, startReceiver } from "./receiver.ts";

/**
 * A door before emulate's Slack, with faults and a memory. The real Web API takes its reading methods by GET as well as by
 * POST; the emulator takes POST only, so they are turned.
 */
export async function slackDoor(url: string): Promise<Receiver> {
  return startReceiver(async ({ method, url: path, headers, body }) => {
    const [name = "", query = ""] = path.split("?");
    const { authorization = "" } = headers;
    const answer = await fetch(`${url}${name}`, {
      method: "POST",
      headers: {
        authorization,
        "content-type": method === "GET" ? "application/x-www-form-urlencoded" : (headers["content-type"] ?? ""),
      },
      body: method === "GET" ? query : body,
    });
    return {
      status: answer.status,
      headers: { "content-type": answer.headers.get("content-type") ?? "" },
      body: await answer.text(),
    };
  });
}

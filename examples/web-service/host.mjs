// A host of services, as small as one can be: PUT /PLACE/version brings a version to a place, which serves from then on.
import { createServer } from "node:http";

const places = new Map();

async function answer(request, response) {
  const [, place = "", ...rest] = new URL(request.url ?? "/", "http://host").pathname.split("/");
  const path = `/${rest.join("/")}`;
  const say = (status, body) => response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  const running = places.get(place);
  if (path === "/version" && request.method === "PUT") {
    let code = "";
    for await (const piece of request) code += piece;
    const service = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    places.set(place, { version: request.headers.version, answer: service.answer });
    return say(200, "");
  }
  if (!running) return say(404, "nothing runs here");
  if (path === "/version") return say(200, running.version);
  const { status, body } = running.answer({ path, place, version: running.version });
  return say(status, body);
}

const server = createServer((request, response) => void answer(request, response));
server.listen(Number(process.env.PORT ?? 4180), "127.0.0.1", () => {
  console.log(`http://localhost:${server.address().port}`);
});

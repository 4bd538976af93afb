// The service itself. `place` is where it runs.
export function answer({ path, place, version }) {
  if (path === "/health") return { status: 200, body: { version, place } };
  if (path === "/figures") return { status: 200, body: { errors: 0 } };
  return { status: 200, body: { hello: "world", version } };
}

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ServiceHost, startServiceHost } from "../servers/service-host.ts";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runCli } from "./run-cli.ts";

let host: ServiceHost;
let project: TestProject;

beforeAll(async () => {
  host = await startServiceHost();
  project = makeProject({});
  cpSync(join(repository, "examples/web-service"), project.path, { recursive: true });
  const file = join(project.path, "relspec.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll("http://localhost:4180", host.url));
  project.commit("feat: begin");
});
afterAll(async () => {
  await host.close();
  project.remove();
});

const relspec = async (...args: string[]) => {
  const { code, stdout } = await runCli([...args, "--json"], { cwd: project.path });
  return { code, answer: JSON.parse(stdout) as unknown };
};
const running = async (place: string): Promise<string> => (await fetch(`${host.url}/${place}/version`)).text();

it("the web service goes back by itself, and the service that answers says so", async () => {
  expect(await relspec("run")).toMatchObject({ code: 0, answer: { outcome: "released" } });
  expect(await running("production-100")).toBe("1.0.0");

  const file = join(project.path, "app.mjs");
  const before = readFileSync(file, "utf8");
  writeFileSync(file, before.replace("status: 200,", 'status: place === "production-100" ? 500 : 200,'));
  expect(readFileSync(file, "utf8")).not.toBe(before);
  project.commit("fix: answer faster");

  expect(await relspec("run")).toMatchObject({ code: 1, answer: { error: { code: "RS_STEP_VERIFICATION" } } });
  expect(await running("staging")).toBe("1.0.1");
  expect(await running("production-10")).toBe("1.0.0");
  expect(await running("production-100")).toBe("1.0.0");
  expect((await fetch(`${host.url}/production-100/health`)).status).toBe(200);

  expect(await relspec("run")).toMatchObject({ code: 4, answer: { waitingFor: [{ id: "deploy/production/hold" }] } });
  expect(await running("production-100")).toBe("1.0.0");
  expect(await relspec("env", "list")).toMatchObject({
    answer: [
      { environment: "staging", running: { version: "1.0.1" }, drift: "none" },
      { environment: "production", running: { version: "1.0.0" }, held: {} },
    ],
  });
});

it("what somebody changed by hand is drift", async () => {
  await fetch(`${host.url}/staging/version`, {
    method: "PUT",
    headers: { version: "by-hand" },
    body: "export const answer = () => ({ status: 200, body: '' });",
  });
  expect(await relspec("env", "list")).toMatchObject({
    answer: [{ environment: "staging", drift: "drifted" }, { environment: "production" }],
  });
});

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "@relspec/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeProject, type TestProject } from "./project.ts";
import { repository, runCli } from "./run-cli.ts";

const folder = join(repository, "examples/monorepo");
const example = Object.fromEntries(
  globSync("**/*.{json,yaml,js}", { cwd: folder, exclude: (name) => name === "node_modules" }).map((file) => [
    file,
    readFileSync(join(folder, file), "utf8"),
  ]),
);

let project: TestProject;
beforeEach(() => {
  project = makeProject(example);
  for (const name of ["tokens", "theme", "ui", "site"]) project.git("tag", `@design/${name}@1.0.0`);
});
afterEach(() => project.remove());

async function plan(): Promise<Plan> {
  const { code, stdout, stderr } = await runCli(["plan", "--json"], { cwd: project.path });
  expect(stderr).not.toContain("RS_");
  expect(code).toBe(0);
  return JSON.parse(stdout) as Plan;
}
const versions = ({ packages }: Plan) => Object.fromEntries(packages.map(({ name, to }) => [name, to]));
const touch = (file: string, message: string) => {
  project.write(file, `// ${message}\n`);
  project.commit(message);
};

test("the example: a group goes together, a dependant whose range holds stays, root files concern nobody", async () => {
  touch("readme.txt", "feat: say more in the readme");
  expect(await plan()).toMatchObject({ outcome: "nothing-to-release" });
  touch("packages/tokens/src/index.js", "feat: add a colour");
  const next = await plan();
  expect(versions(next)).toEqual({ "@design/tokens": "1.1.0", "@design/theme": "1.1.0" });
  expect(next.packages.find(({ name }) => name === "@design/theme")?.reasons).toEqual([
    { commit: null, rule: "depends on @design/tokens", detail: "1.0.0 does not allow 1.1.0" },
    { commit: null, rule: "group look" },
  ]);
});

test("the example: a breaking change reaches the private site, its file, and its image, but publishes it not", async () => {
  touch("packages/theme/src/index.js", "feat!: rename the text colour");
  touch("packages/ui/src/index.js", "feat: add a button");
  const next = await plan();
  expect(versions(next)).toEqual({
    "@design/tokens": "2.0.0",
    "@design/theme": "2.0.0",
    "@design/ui": "1.1.0",
    "@design/site": "1.0.1",
  });
  const steps = next.stages.flatMap((stage) => stage.steps);
  expect(steps.filter(({ uses }) => uses === "npm/publish").map(({ id }) => id)).toEqual([
    "deploy/npm/publish:@design/tokens",
    "deploy/npm/publish:@design/theme",
    "deploy/npm/publish:@design/ui",
  ]);
  expect(steps.find(({ id }) => id === "build/npm/pack:@design/ui")?.target).toMatchObject({
    dependencies: [
      { name: "@design/theme", from: "workspace:^", to: "^2.0.0" },
      { name: "semver", from: "catalog:", to: "^7.8.0" },
    ],
  });
  expect(steps.find(({ id }) => id === "build/files/version")?.target).toMatchObject({
    writes: [{ path: "packages/site/deploy.yaml", package: "@design/site", from: ["0.0.0"], to: "1.0.1" }],
  });
  expect(next.packages.find(({ name }) => name === "@design/ui")?.notes).toContain("add a button");
  expect(next.packages.find(({ name }) => name === "@design/ui")?.notes).not.toContain("rename the text colour");
});

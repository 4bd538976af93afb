import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { startReceiver } from "../servers/receiver.ts";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

const projects: TestProject[] = [];
afterEach(() => {
  for (const each of projects.splice(0)) each.remove();
});

/** A project whose plugin has declared this, and does that when it is applied. */
function projectWith(permissions: string, apply: string): TestProject {
  const project = makeProject({
    "relspec.yaml": "apiVersion: relspec/v1\nname: lib\nplugins:\n  git: {}\n  ./bell.mjs: {}\n",
    "bell.mjs": `export default {
  name: "bell",
  ${permissions}
  setup: () => ({
    actions: { ring: { summary: "Ring.", options: { type: "object" }, effect: "A", tree: false, critical: true, retry: { attempts: 3, delay: 1 }, timeout: 5000, secrets: [],
      plan: () => ({ summary: "ring", target: {} }), check: () => ({ state: "absent" }), apply: async (_target, context) => { ${apply} }, irreversible: "Rung." } },
    contribute: { deploy: () => [{ id: "bell/ring", uses: "bell/ring", with: {}, turn: "announce" }] },
  }),
};
`,
  });
  projects.push(project);
  return project;
}

it("what a plugin has not declared is refused to it, and nothing of it happens", async () => {
  const receiver = await startReceiver(() => ({ body: "ok" }));
  const env = { BELL_TOKEN: "a-token-of-bells", RECEIVER: receiver.url };
  try {
    for (const [kind, apply] of [
      ["hosts", "await context.http.send(context.env.RECEIVER, { method: 'POST' }); return null;"],
      ["commands", "await context.exec(['node', '-e', `require('fs').writeFileSync('rung', '')`]); return null;"],
      ["secrets", "return context.secrets.read('BELL_TOKEN');"],
      ["paths", "await context.files.write('rung', 'x'); return null;"],
    ] as const) {
      const project = projectWith('permissions: { hosts: ["bells.example"] },', apply);
      const { code, stdout } = await runCli(["run", "--json"], { cwd: project.path, env });
      expect([kind, code]).toEqual([kind, 2]);
      const { error } = JSON.parse(stdout) as { error: { code: string; message: string; suggestions: string[] } };
      expect(error.code).toBe("RS_PLUGIN_PERMISSION");
      expect(error.message).toContain('The plugin "bell" wants to');
      expect(error.suggestions.join()).toContain(`permissions.${kind}`);
      expect(existsSync(join(project.path, "rung"))).toBe(false);
    }
    expect(receiver.received).toEqual([]);
  } finally {
    await receiver.close();
  }
});

it("the plan and the inspection say what a plugin may do", async () => {
  for (const [permissions, line, declared] of [
    ["", "▲ none declared: nothing is refused to it", null],
    [
      'permissions: { hosts: ["bells.example"], commands: ["ring"], secrets: ["BELL_TOKEN"] },',
      "asks bells.example; runs ring; reads the secret BELL_TOKEN",
      { hosts: ["bells.example"], commands: ["ring"], secrets: ["BELL_TOKEN"], paths: [] },
    ],
  ] as const) {
    const project = projectWith(permissions, "return null;");
    const at = { cwd: project.path };
    expect((await runCli(["plan"], at)).stdout).toContain(line);
    const plan = JSON.parse((await runCli(["plan", "--json"], at)).stdout) as { permissions: object[] };
    expect(plan.permissions).toEqual([expect.objectContaining({ plugin: "git" }), { plugin: "bell", declared }]);
    const inspected = JSON.parse((await runCli(["plugins", "inspect", "bell", "--json"], at)).stdout) as object;
    expect(inspected).toMatchObject({ permissions: declared });
    expect((await runCli(["plugins", "inspect", "bell"], at)).stdout).toContain(line.replace("▲ ", ""));
  }
});

it("permissions in another form are refused when the plugin is loaded", async () => {
  for (const [permissions, saying] of [
    ['permissions: { host: ["bells.example"] },', 'declares the permission "host", which relspec does not know'],
    ['permissions: { hosts: "bells.example" },', 'The `permissions.hosts` of the plugin "bell" is not a list'],
    ["permissions: { commands: [7] },", 'The `permissions.commands` of the plugin "bell" is not a list'],
  ] as const) {
    const { code, stdout } = await runCli(["plan", "--json"], { cwd: projectWith(permissions, "return null;").path });
    expect(code).toBe(2);
    expect(stdout).toContain("RS_PLUGIN_INVALID");
    expect((JSON.parse(stdout) as { error: { message: string; diagnostics: object[] } }).error).toSatisfy((error) =>
      JSON.stringify(error).includes(JSON.stringify(saying).slice(1, -1)),
    );
  }
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { type Mailbox, startMailbox } from "../servers/mailbox.ts";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

let box: Mailbox;
let project: TestProject;
beforeEach(async () => {
  box = await startMailbox();
  project = makeProject({
    "relspec.yaml": `apiVersion: relspec/v1
name: lib
plugins:
  git: {}
  email: { from: releases@acme.dev, retryDelay: 0 }
audiences:
  clients: { announcer: email, to: [ana@example.com, ben@example.com], moments: [live], template: live.html }
`,
    "live.html": "<style>p{color:red}</style><p>{{version}} {{changes.0.subject}} <script>alert(1)</script></p>",
  });
});
afterEach(async () => {
  project.remove();
  await box.close();
});

it("every mail is on one page before any is sent, and nothing in it is run", async () => {
  const at = { cwd: project.path, env: { SMTP_URL: box.url } };
  const { code, stdout } = await runCli(["render", "mails"], at);
  expect(code).toBe(0);
  expect(stdout).toContain("<title>Mails of lib 1.0.0</title>");
  expect(stdout).toContain("<th>To</th><td>ana@example.com, ben@example.com</td>");
  expect(stdout).toContain("&lt;p style=&quot;color: red;&quot;&gt;");
  expect(stdout).toMatch(/<iframe sandbox title=/);
  expect(stdout).not.toContain("<script>");
  expect(box.connections()).toBe(0);
});

it("a recipient who is refused is named and does not hold up the release, and the next run sends nothing", async () => {
  const at = { cwd: project.path, env: { SMTP_URL: box.url } };
  box.refuse("to", 550, { recipient: "ben@example.com", text: "no such user" });
  const { code, stdout } = await runCli(["run", "--json"], at);
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { outcome: "released", steps: { failed: 0, left: 0 } }]);
  const shown = JSON.parse((await runCli(["show", "1.0.0", "--json"], at)).stdout) as object;
  expect(JSON.stringify(shown)).toContain(
    '"rejected":[{"address":"ben@example.com","code":550,"reply":"550 no such user"}]',
  );
  expect((await runCli(["run"], at)).code).toBe(0);
  expect(box.messages().map(({ recipients }) => recipients)).toEqual([["ana@example.com"]]);
  expect((await runCli(["render", "mails"], at)).stdout).toContain("Mails of lib 1.0.0");
});

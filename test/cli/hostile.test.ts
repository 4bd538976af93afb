import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Mailbox, startMailbox } from "../servers/mailbox.ts";
import { makeProject, type TestProject } from "./project.ts";
import { type CliOutput, runCli } from "./run-cli.ts";

const secret = "smtp-password-0123456789";
const shell = "$(touch pwned) `touch pwned` ; touch pwned & | touch pwned '\" \\";
const templates =
  "{{secrets.SMTP_URL}} {{{secrets.SMTP_URL}}} {{constructor}} {{#each this}}{{@root}}{{/each}} ${SMTP_URL}";
const escapes =
  "\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007 \u009b2J\u202eesrever\u202c";
const markup = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) |";
const commands = "::set-output name=a::b ##[set-output name=a;]b ::add-mask::v";
const hostile = `${shell} ${templates} ${escapes} ${markup} ${commands} __proto__`;
const lines = `${hostile}\n::set-output name=a::b\n  ::error::no\n##[error]no\n%0A::warning::no\r::notice::no\n{"__proto__":{"polluted":true}}`;
const megabyte = "A{{x}}\u001b[1m".repeat(105_000);
/** What git allows in a branch's name. */
const branch = 'rel-$(touch${IFS}pwned);`id`{{secrets.SMTP_URL}}{{constructor}}\u202e<b>&|"';
const template =
  "{{name}} {{notes}} {{#each changes}}{{subject}} {{#each authors}}{{name}} {{email}}{{/each}}{{/each}}";

const spec = `apiVersion: relspec/v1
name: lib
plugins: { git: { commit: true }, npm: {}, changelog: {}, exec: {}, email: { from: releases@acme.dev, ca: ca.pem } }
version: { branches: [{ name: '${branch}' }] }
roles: { product-manager: [{ email: ben@example.com }] }
policy: { identity: claimed }
stages:
  build:
    steps: [{ id: say, uses: exec/run, with: { command: [node, say.mjs, ${JSON.stringify(`${shell} ${escapes} ${markup} ${commands}`)}] } }]
  prepare:
    gates: [{ approval: product-manager }]
  assess:
    steps:
      - { id: own, uses: email/send, with: { to: [ana@example.com] } }
      - { id: page, uses: email/send, with: { to: [ana@example.com], subject: page, template: page.html.hbs } }
      - { id: text, uses: email/send, with: { to: [ana@example.com], subject: text, template: page.txt } }
      - { id: markdown, uses: email/send, with: { to: [ana@example.com], subject: markdown, template: page.md } }
`;

let project: TestProject;
let mailbox: Mailbox;
const summary = () => join(project.path, "../summary.md");
const asEve = {
  GIT_AUTHOR_NAME: `Eve ${shell} ${templates} ${escapes} ::error::no`,
  GIT_AUTHOR_EMAIL: "eve{{constructor}}$(touch pwned)\u001b[31m@example.com",
};
const asBen = {
  GIT_AUTHOR_NAME: "Ben",
  GIT_AUTHOR_EMAIL: "ben@example.com",
  GIT_COMMITTER_NAME: "Ben",
  GIT_COMMITTER_EMAIL: "ben@example.com",
};
const onGitHub = () => ({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary() });

/** What a terminal obeys, and what turns a line around. */
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

function expectInert(text: string, ours: RegExp = /\u001b\[\d*m/g): void {
  expect(obeyed.exec(text.replaceAll(ours, ""))).toBeNull();
  expect(text).not.toContain(secret);
}

/** On GitHub no line but relspec's own is a command to the runner. */
function expectNoCommand(text: string): void {
  const own = /^::(?:group::|endgroup::|(?:error|notice|warning) title=[^:]*::)/;
  const commanding = text.split(/\r\n|\n|\r/).filter((line) => /^\s*::|##\[/.test(line) && !own.test(line));
  expect(commanding).toEqual([]);
}

async function relspec(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliOutput> {
  const given = { SMTP_URL: `smtp://user:${secret}@127.0.0.1:${mailbox.port}`, ...env };
  const output = await runCli(args, { cwd: project.path, env: given });
  const printed = output.stdout + output.stderr;
  expectInert(printed, env["GITLAB_CI"] ? /\u001b\[0Ksection_(?:start|end):\d+:[\w.-]+\r\u001b\[0K/g : undefined);
  if (env["GITHUB_ACTIONS"]) expectNoCommand(printed);
  return output;
}

beforeAll(async () => {
  mailbox = await startMailbox({ pass: secret });
  project = makeProject({
    "relspec.yaml": spec,
    "say.mjs": `process.stdout.write(${JSON.stringify(`${lines}\n${megabyte}\n`)} + process.argv[2]); console.error(${JSON.stringify(lines)});`,
    "page.html.hbs": `<p>${template}</p>`,
    "page.txt": template,
    "page.md": template,
    "ca.pem": mailbox.certificate,
    "package.json": JSON.stringify({ name: "lib", private: true, version: "0.0.0", description: lines }),
  });
  project.git("checkout", "--quiet", "-b", branch);
  const commit = (message: string, file: string) => {
    mkdirSync(join(project.path, "$(touch pwned){{x}}"), { recursive: true });
    writeFileSync(join(project.path, "$(touch pwned){{x}}", file), "");
    project.git("add", "--all");
    const env = { ...process.env, ...asEve };
    const options = { input: message, env };
    execFileSync("git", ["-C", project.path, "commit", "--quiet", "--cleanup=verbatim", "--file=-"], options);
  };
  commit(
    `feat(\u001b[31m{{constructor}}): ${hostile}\n\n${lines}\n\nBREAKING CHANGE: ${lines}\n`,
    "\u001b[31m`id`.txt",
  );
  project.git("tag", "v0.0.1-$(touch\u00a0pwned){{constructor}}");
  project.git("tag", "__proto__");
  project.git("tag", "--annotate", "--message", lines, "v0.0.0;`id`\u202e");
  commit(`fix: ${megabyte}`, "::error::no");
  commit(`fix(__proto__): __proto__\n\n${megabyte}\n\nCo-authored-by: ${escapes} <x@example.com>`, "__proto__");
  commit("constructor: toString", "constructor");
  project.git("push", "--quiet", "--set-upstream", "origin", branch, "--tags");
});
afterAll(async () => {
  await mailbox.close();
  project.remove();
});

// One release from its plan to its audit; each test goes on where the one before stopped.
describe(
  "text with shell syntax, terminal escapes, templates, runner's commands and a megabyte",
  { timeout: 120_000 },
  () => {
    it.each([
      ["plan"],
      ["plan", "--json"],
      ["explain", "version"],
      ["explain", "version", "--json"],
      ["notes"],
      ["graph"],
      ["graph", "--format", "dot"],
      ["graph", "--format", "svg"],
      ["doctor"],
    ])("is shown as what it is by a plan: %s %s %s", async (...args) => {
      const { code } = await relspec(args, { ...onGitHub(), NO_COLOR: "", FORCE_COLOR: "1" });

      expect(code).toBe(0);
    });

    it("is given to a step as its argument, and what the step prints is not obeyed", async () => {
      const { code, stderr } = await relspec(["run"], onGitHub());

      expect(code).toBe(4);
      expect(stderr).toContain("$(touch pwned) `touch pwned` ; touch pwned & | touch pwned '\" \\");
    });

    it("is no one else's word in a decision, nor in a part of a log", async () => {
      const refused = await relspec(["approve", "product-manager", "--reason", lines], { ...onGitHub(), ...asEve });
      const approved = await relspec(["approve", "product-manager", "--reason", lines], asBen);
      const released = await relspec(["run"], { GITLAB_CI: "true" });

      expect([refused.code, approved.code, released.code]).toEqual([3, 0, 0]);
    });

    it.each([
      ["status"],
      ["history", "--json"],
      ["show", "1.0.0"],
      ["show", "1.0.0", "--json"],
      ["notes", "--release", "1.0.0"],
      ["render", "record"],
      ["render", "record.json"],
      ["render", "changelog"],
      ["audit", "verify"],
    ])("is shown as what it is by the record: %s %s %s", async (...args) => {
      const { code } = await relspec(args, onGitHub());

      expect(code).toBe(0);
    });

    it("is read by nobody's shell or template, and is nobody's prototype", () => {
      for (const place of [".", "$(touch pwned){{x}}", ".relspec"])
        expect(existsSync(join(project.path, place, "pwned"))).toBe(false);
      expect(project.git("log", "-1", "--format=%s")).toBe("chore(release): 1.0.0 [skip ci]");
      expect(project.git("ls-remote", "--tags", "origin", "v1.0.0")).not.toBe("");
    });

    it("is text in the mails, as text and as HTML", () => {
      const mails = mailbox.messages();

      expect(mails.map(({ subject }) => subject)).toEqual(["lib 1.0.0 is released", "page", "text", "markdown"]);
      for (const { text, html, subject } of mails) {
        expectInert(text + html + subject);
        expect(html).not.toMatch(/<script|<img|javascript:[^<]*"|href/i);
        expect(text).toContain("{{constructor}}");
      }
    });

    it("is text in the changelog file, the job's summary and the ledger", () => {
      const [changelog, page] = [join(project.path, "CHANGELOG.md"), summary()].map((path) =>
        readFileSync(path, "utf8"),
      );
      for (const text of [changelog ?? "", page ?? ""]) {
        expectInert(text);
        expect(text).not.toMatch(/(?<!\\)<(?:script|img)/);
      }
      expect(changelog).toContain("## [1.0.0]");
      expect(page).toContain("waiting");
      const ledger = new DatabaseSync(join(project.path, ".relspec/ledger.db"), { readOnly: true });
      const bodies = ledger.prepare("select body from event").all() as { readonly body: string }[];
      ledger.close();
      expect(bodies.length).toBeGreaterThan(10);
      for (const { body } of bodies) expect(body).not.toContain(secret);
    });
  },
);

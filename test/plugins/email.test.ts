import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { JsonObject, PlanningFacts } from "@relspec/core";
import { change, plannedPackage, planningFacts } from "@relspec/core/testing";
import email from "@relspec/plugin-email";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Mailbox, startMailbox } from "../servers/mailbox.ts";
import { type Bench, startBench } from "./plugin-bench.ts";

const closing: (() => Promise<void>)[] = [];
let box: Mailbox;

beforeEach(async () => {
  box = await startMailbox({ user: "re/leaser", pass: "p@ss:w%rd" });
  closing.push(() => box.close());
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Given {
  readonly options?: Record<string, string | number>;
  readonly facts?: Partial<PlanningFacts>;
  readonly url?: string;
}

async function bench({ options = {}, facts = {}, url = box.url }: Given = {}): Promise<Bench> {
  const made = await startBench(email, {
    options: { from: "Acme Releases <releases@acme.dev>", timeout: 300, ...options },
    env: { SMTP_URL: url },
    facts,
  });
  closing.push(() => made.close());
  return made;
}

const send = async (made: Bench, options: Record<string, unknown>) =>
  made.apply("send", (await made.plan("send", options as never)).target);
const mail = {
  to: ["ana@example.com", "Ben Example <ben@example.com>"],
  subject: "{{name}} {{version}}",
  text: "Hello",
};

describe("email/send", () => {
  test("sends over STARTTLS with a login, to the right people", async () => {
    const result = await send(await bench({ options: { replyTo: "help@acme.dev" } }), {
      ...mail,
      cc: ["cc@example.com"],
      bcc: ["hidden@example.com", "ana@example.com"],
    });
    expect(box.messages()).toHaveLength(1);
    const [got] = box.messages();
    expect(got).toMatchObject({
      secure: true,
      from: '"Acme Releases" <releases@acme.dev>',
      subject: "lib 1.1.0",
      html: "",
    });
    expect(got?.text.trim()).toBe("Hello");
    expect(got?.to).toBe('ana@example.com, "Ben Example" <ben@example.com>');
    expect(got?.headers).toMatchObject({
      cc: "cc@example.com",
      "reply-to": "help@acme.dev",
      "auto-submitted": "auto-generated",
    });
    expect(got?.recipients).toEqual(["ana@example.com", "ben@example.com", "cc@example.com", "hidden@example.com"]);
    expect(got?.source).not.toContain("hidden@");
    expect(result).toMatchObject({
      messageId: got?.messageId,
      accepted: got?.recipients,
      rejected: [],
      reply: expect.stringMatching(/^250/),
    });
  });

  test("has the same Message-ID for the same step of the same release, in the sender's domain", async () => {
    const made = await bench();
    await send(made, mail);
    await send(made, mail);
    const [first, second] = box.messages();
    expect(first?.messageId).toMatch(/^<[0-9a-f]{64}@acme\.dev>$/);
    expect(second?.messageId).toBe(first?.messageId);
  });

  test("is of class C, not critical, final, and has the secret of the server's address", async () => {
    const made = await bench();
    expect(made.action("send")).toMatchObject({ effect: "C", critical: false, secrets: ["SMTP_URL"] });
    expect(made.action("send").irreversible).toBeDefined();
    expect(made.action("send").check).toBeUndefined();
    const { target } = await made.plan("send", mail);
    expect(JSON.stringify(target)).not.toContain("127.0.0.1");
  });

  test("speaks TLS from the first byte to an smtps address", async () => {
    const secure = await startMailbox({ secure: true });
    closing.push(() => secure.close());
    await send(await bench({ url: secure.url }), mail);
    expect(secure.messages()).toHaveLength(1);
  });

  test("trusts the authority it is given, and no other", async () => {
    const made = await bench({ options: { ca: "ca.pem" } });
    await expect(send(made, mail)).rejects.toMatchObject({
      code: "RS_SPEC_INVALID",
      message: expect.stringContaining("ca.pem"),
    });
    await writeFile(join(made.root, "ca.pem"), box.certificate);
    await send(made, mail);
    expect(box.messages()).toHaveLength(1);

    const other = await startMailbox();
    closing.push(() => other.close());
    await writeFile(join(made.root, "ca.pem"), other.certificate);
    const error = await send(made, mail).catch((each) => each);
    expect(error).toMatchObject({ code: "RS_STEP_UNREACHABLE", retryable: false });
    expect(error.message).toMatch(/certificate of the mail server 127\.0\.0\.1:\d+ is not to be trusted/);
    expect(error.suggestions[0]).toContain("`ca`");
    expect(box.messages()).toHaveLength(1);
  });
});

describe("when the mail server does not play along", () => {
  test("a refused login is named, and not tried again; a busy server is", async () => {
    const wrong = await bench({ url: box.url.replace(/:[^:@/]+@/, ":wrong-password@") });
    const error = await send(wrong, mail).catch((each) => each);
    expect(error).toMatchObject({ code: "RS_STEP_CREDENTIALS", retryable: false });
    expect(error.message).not.toContain("wrong-password");
    box.refuse("auth", 454);
    await expect(send(await bench(), mail)).rejects.toMatchObject({ code: "RS_STEP_CREDENTIALS", retryable: true });
  });

  test("one refused recipient of two is reported, and the other gets the mail", async () => {
    box.refuse("to", 550, { recipient: "ana@example.com", text: "no such\tuser" });
    const made = await bench();
    expect(await send(made, mail)).toMatchObject({
      accepted: ["ben@example.com"],
      rejected: [{ address: "ana@example.com", code: 550, reply: "550 no such user" }],
    });
    expect(made.log).toEqual(["The mail server did not take the mail for ana@example.com: 550 no such user"]);
    expect(box.messages()).toHaveLength(1);
  });

  test("all recipients refused is a failure that names each; it is tried again if one may be taken later", async () => {
    box.refuse("to", 550);
    const error = await send(await bench(), mail).catch((each) => each);
    expect(error).toMatchObject({ code: "RS_STEP_FAILED", retryable: false });
    expect(error.message).toContain("ana@example.com (550");
    expect(error.message).toContain("ben@example.com (550");
    box.behave();
    box.refuse("to", 450, { recipient: "ben@example.com" });
    box.refuse("to", 550);
    await expect(send(await bench(), mail)).rejects.toMatchObject({ retryable: true });
    expect(box.messages()).toHaveLength(0);
  });

  test.each([
    ["connect", 421, true],
    ["connect", 554, false],
    ["auth", 454, true],
    ["auth", 535, false],
    ["from", 451, true],
    ["from", 550, false],
    ["to", 450, true],
    ["to", 550, false],
    ["data", 451, true],
    ["data", 554, false],
    ["end", 452, true],
    ["end", 552, false],
  ] as const)("an answer at %s of %i is certain: nothing was sent, try again: %s", async (stage, code, retryable) => {
    box.refuse(stage, code, { text: "because" });
    const error = await send(await bench(), mail).catch((each) => each);
    expect(error).toMatchObject({ retryable });
    expect(["RS_STEP_FAILED", "RS_STEP_UNREACHABLE", "RS_STEP_CREDENTIALS"]).toContain(error.code);
    expect(error.message).toContain("because");
    expect(box.messages()).toHaveLength(0);
  });

  test.each(["connect", "auth", "from", "to"] as const)(
    "a connection that breaks or hangs at %s sent nothing, and is tried again",
    async (stage) => {
      box.drop(stage, { times: 1 });
      box.hang(stage);
      const made = await bench();
      for (const _ of ["dropped", "hanging"])
        await expect(send(made, mail)).rejects.toMatchObject({ code: "RS_STEP_UNREACHABLE", retryable: true });
      expect(box.messages()).toHaveLength(0);
    },
  );

  test.each(["drop", "hang"] as const)(
    "after the whole message went out, a %s leaves it open, whether it arrived or not",
    async (fault) => {
      const made = await bench();
      for (const keep of [true, false]) {
        box.behave();
        box[fault]("end", { keep });
        const error = await send(made, mail).catch((each) => each);
        expect(error).toMatchObject({ code: "RS_STEP_UNKNOWN", retryable: false });
        expect(error.message).toContain("nobody can tell whether it was sent");
      }
      expect(box.messages()).toHaveLength(1);
    },
  );

  test("broken off in the middle of a large message, nothing was sent", async () => {
    box.drop("data");
    await expect(
      send(await bench(), { ...mail, text: "x".repeat(70) + "\n".repeat(1) + "y ".repeat(8_000_000) }),
    ).rejects.toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      retryable: true,
    });
    expect(box.messages()).toHaveLength(0);
  });

  test("nobody listening, a name that does not exist, a server that speaks another language", async () => {
    await expect(send(await bench({ url: "smtp://127.0.0.1:1" }), mail)).rejects.toMatchObject({
      code: "RS_STEP_UNREACHABLE",
      retryable: true,
    });
    await expect(send(await bench({ url: "smtp://no-such-host.invalid" }), mail)).rejects.toMatchObject({
      code: "RS_STEP_UNREACHABLE",
    });
    const http = createServer((socket) => socket.on("error", () => undefined).end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => http.close(() => resolve())));
    const url = `smtp://127.0.0.1:${(http.address() as AddressInfo).port}`;
    await expect(send(await bench({ url }), mail)).rejects.toMatchObject({ code: "RS_STEP_UNREACHABLE" });
  });

  test("stops when it is told to", async () => {
    box.hang("from");
    // Nothing else ends it.
    const made = await bench({ options: { timeout: 3_600_000 } });
    const { target } = await made.plan("send", mail);
    await expect(made.apply("send", target, AbortSignal.timeout(100))).rejects.toBeDefined();
  });

  test("a login is not sent to a server that takes none", async () => {
    const open = await startMailbox({ starttls: false, auth: false });
    closing.push(() => open.close());
    await expect(send(await bench({ url: open.url }), mail)).rejects.toMatchObject({
      code: "RS_STEP_CREDENTIALS",
      message: expect.stringContaining("takes no login"),
    });
    await send(await bench({ url: `smtp://127.0.0.1:${open.port}` }), mail);
    expect(open.messages()).toHaveLength(1);
  });
});

describe("what must not get through", () => {
  test.each([
    "a@example.com\r\nBcc: evil@example.com",
    "a@example.com\nx",
    "Ana\r\nBcc: evil@example.com <a@example.com>",
    "a@example.com, evil@example.com",
    "a@example.com> <evil@example.com",
    "<a@example.com><evil@example.com>",
    "a@b@c",
    "a b@example.com",
    "a@example.com SIZE=1",
    "ana",
    "",
  ])("%j is no address", async (address) => {
    await expect((await bench()).plan("send", { to: [address], text: "x" })).rejects.toMatchObject({
      code: "RS_SPEC_INVALID",
    });
  });

  test("a line end in a subject starts no header, and an encoded name stays a name", async () => {
    const facts = { release: { ...planningFacts().release, name: "lib\r\nBcc: evil@example.com\r\n\r\n<h1>" } };
    const made = await bench({ facts });
    await send(made, {
      to: ['Zoë "<x>" , evil@example.com'].map(() => "Zoë, Ltd <zoe@example.com>"),
      subject: "{{name}}",
      text: "x",
    });
    const [got] = box.messages();
    expect(got?.subject).toBe("lib Bcc: evil@example.com <h1>");
    expect(got?.headers["bcc"]).toBeUndefined();
    expect(got?.recipients).toEqual(["zoe@example.com"]);
    expect(got?.to).toBe('"Zoë, Ltd" <zoe@example.com>');
  });

  test("a target from elsewhere is no way around it", async () => {
    const made = await bench();
    const { target } = await made.plan("send", mail);
    await expect(
      made.apply("send", { ...target, to: ["a@example.com\r\nRCPT TO:<evil@example.com>"] }),
    ).rejects.toMatchObject({ code: "RS_SPEC_INVALID" });
    await made.apply("send", { ...target, subject: "a\r\nBcc: evil@example.com" });
    expect(box.messages()[0]?.recipients).toEqual(["ana@example.com", "ben@example.com"]);
    expect(box.messages()[0]?.headers["bcc"]).toBeUndefined();
  });

  test("commit text with markup, templates and control characters is text in the mail", async () => {
    const hostile =
      "<script>alert(1)</script> {{secrets.SMTP_URL}} {{constructor}} [x](javascript:alert(1)) \u001b[31m <img src=x onerror=alert(1)>";
    const facts = { notes: `### Features\n\n- ${hostile}\n`, changes: [change({ subject: hostile, header: hostile })] };
    await send(await bench({ facts }), { to: ["a@example.com"] });
    const html = box.messages()[0]?.html ?? "";
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt; {{secrets.SMTP_URL}} {{constructor}}");
    expect(html).not.toMatch(/<script|<img|href="javascript/);
    expect(html).not.toContain("\u001b");
    expect(box.messages()[0]?.source).not.toContain("p@ss");
  });

  test("a password does not belong in the spec", async () => {
    const options = { smtp: "smtp://user:hunter2@mail.example.com" };
    await expect(bench({ options })).rejects.toMatchObject({
      code: "RS_SPEC_INVALID",
      message: expect.not.stringContaining("hunter2"),
    });
    await bench({ options: { smtp: "smtp://user:{{secrets.MAIL_PASSWORD}}@mail.example.com" } });
  });

  test("an address of the server that is none is not shown", async () => {
    const error = await send(await bench({ url: "user:hunter2@mail.example.com" }), mail).catch((each) => each);
    expect(error).toMatchObject({ code: "RS_SPEC_INVALID" });
    expect(JSON.stringify(error) + error.message).not.toContain("hunter2");
  });

  test("a mail without recipients is refused", async () => {
    await expect((await bench()).plan("send", { text: "x" })).rejects.toMatchObject({ code: "RS_SPEC_INVALID" });
  });
});

describe("what a mail says", () => {
  const packages = [
    plannedPackage({ name: "@acme/a", from: "1.0.0", to: "1.1.0" }),
    plannedPackage({ name: "@acme/b", from: null, to: "0.1.0" }),
  ];

  test.each([
    ["planned", "lib 1.1.0 is planned"],
    ["approved", "lib 1.1.0 is approved"],
    ["live", "lib 1.1.0 is released"],
    ["rolled-back", "lib 1.1.0 was rolled back"],
  ] as const)("at the moment %s it has words of its own", async (message, subject) => {
    const { target, summary } = await (
      await bench({ facts: { packages } })
    ).plan("send", { to: ["a@example.com"], message });
    expect(target["subject"]).toBe(subject);
    expect(summary).toBe(`mail "${subject}" to a@example.com`);
    expect(target["text"]).toBe(
      `${subject}. It follows 1.0.0.\n\n- @acme/a 1.0.0 → 1.1.0\n- @acme/b 0.1.0\n\nFeatures\n\n- add a thing\n\n-- \nCommit c0ffee000000 of https://example.com/acme/lib\n`,
    );
    expect(target["html"]).toContain("<h4>Features</h4>\n<ul>\n<li>add a thing</li>\n</ul>");
  });

  test("a template in the project is used: HTML is escaped, Markdown becomes HTML, text stays text", async () => {
    const made = await bench({
      facts: { changes: [change({ subject: "a < b & c" })] },
      options: { subject: "News of {{name}}", template: "own.html.hbs" },
    });
    await writeFile(
      join(made.root, "own.html.hbs"),
      "<p>{{version}} for {{audience}}: {{#each changes}}{{subject}}{{/each}}</p>",
    );
    await writeFile(join(made.root, "own.md"), "# {{name}}\n\n- **{{changes.[0].subject}}**\n");
    await writeFile(join(made.root, "own.txt"), "{{#each changes}}{{subject}}{{/each}}");
    const planned = async (options: JsonObject) =>
      (await made.plan("send", { to: ["a@example.com"], audience: "clients", ...options })).target;
    expect(await planned({})).toMatchObject({
      subject: "News of lib",
      html: "<p>1.1.0 for clients: a &lt; b &amp; c</p>",
    });
    expect(await planned({ template: "own.md" })).toMatchObject({
      text: "# lib\n\n- **a < b & c**\n",
      html: expect.stringContaining("<h2>lib</h2>\n<ul>\n<li><strong>a &lt; b &amp; c</strong></li>"),
    });
    expect(await planned({ template: "own.txt" })).toMatchObject({ text: "a < b & c", html: null });
    expect(await planned({ text: "plain" })).toMatchObject({ text: "plain", html: null });
    await expect(planned({ template: "missing.html" })).rejects.toMatchObject({
      code: "RS_SPEC_INVALID",
      message: expect.stringContaining("missing.html"),
    });
    await expect(planned({ template: "../outside.html" })).rejects.toBeDefined();
  });

  test("a template that names what does not exist fails while planning", async () => {
    const made = await bench();
    await writeFile(join(made.root, "t.txt"), "{{verison}}");
    await expect(made.plan("send", { to: ["a@example.com"], template: "t.txt" })).rejects.toMatchObject({
      code: "RS_SPEC_TEMPLATE",
    });
  });

  test("the announcer turns a message to an audience into options of email/send", async () => {
    const { announcers } = email.setup({
      from: "a@example.com",
      smtp: "{{secrets.SMTP_URL}}",
      tls: "required",
      timeout: 1,
      recipients: "together",
      inlineStyles: true,
      retryDelay: 0,
    });
    const message = { audience: "clients", moment: "live", to: ["c@example.com"], facts: planningFacts() } as const;
    expect(announcers?.["email"]?.uses).toBe("email/send");
    expect(announcers?.["email"]?.message(message)).toEqual({
      to: ["c@example.com"],
      message: "live",
      audience: "clients",
    });
    const options = announcers?.["email"]?.message({ ...message, template: "own.html" });
    expect(await (await bench()).findings("send", options ?? null)).toEqual([]);
  });
});

describe("email/server", () => {
  test("proves that the server answers and takes the login, and sends nothing", async () => {
    expect(await (await bench()).examine("email/server")).toEqual({
      verdict: "ok",
      message: `The mail server 127.0.0.1:${box.port} answers, and takes the login.`,
    });
    expect(box.connections()).toBe(1);
    expect(box.messages()).toHaveLength(0);
  });

  test("says what is wrong, and how to mend it", async () => {
    expect(await (await bench({ url: "" })).examine("email/server")).toMatchObject({
      verdict: "failed",
      fix: [expect.stringContaining("SMTP_URL")],
    });
    expect(await (await bench({ url: "smtp://127.0.0.1:1" })).examine("email/server")).toMatchObject({
      verdict: "failed",
    });
    box.refuse("auth", 535, { text: "who are you" });
    expect(await (await bench()).examine("email/server")).toMatchObject({
      verdict: "failed",
      message: expect.stringContaining("who are you"),
    });
  });
});

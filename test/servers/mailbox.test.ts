import { createTransport } from "nodemailer";
import { afterEach, describe, expect, test } from "vitest";
import { type Mailbox, startMailbox } from "./mailbox.ts";

let box: Mailbox | undefined;
afterEach(async () => {
  await box?.close();
  box = undefined;
});

const mail = {
  from: "a@example.com",
  to: ["b@example.com", "c@example.com"],
  subject: "Grüße",
  text: "hello",
  html: "<p>hello</p>",
};

function transport(mailbox: Mailbox, extra: object = {}) {
  return createTransport({ url: mailbox.url, tls: { ca: mailbox.certificate }, socketTimeout: 200, ...extra });
}

describe("the mailbox", () => {
  test("keeps what it is sent over STARTTLS with its own certificate, fully verified", async () => {
    box = await startMailbox();
    await transport(box, { requireTLS: true }).sendMail(mail);
    expect(box.messages()).toHaveLength(1);
    expect(box.messages()[0]).toMatchObject({
      from: "a@example.com",
      to: "b@example.com, c@example.com",
      subject: "Grüße",
      html: "<p>hello</p>",
      secure: true,
      recipients: ["b@example.com", "c@example.com"],
    });
    expect(box.messages()[0]?.text.trim()).toBe("hello");
    expect(box.messages()[0]?.headers["subject"]).toContain("=?UTF-8?");
  });

  test("speaks TLS from the first byte when asked", async () => {
    box = await startMailbox({ secure: true });
    expect(box.url).toMatch(/^smtps:/);
    await transport(box).sendMail(mail);
    expect(box.messages()).toHaveLength(1);
  });

  test("refuses a wrong password and those who do not trust its certificate", async () => {
    box = await startMailbox();
    const wrong = createTransport({
      url: box.url.replace(":mailbox-password@", ":wrong@"),
      tls: { ca: box.certificate },
    });
    await expect(wrong.sendMail(mail)).rejects.toMatchObject({ code: "EAUTH", responseCode: 535 });
    await expect(createTransport({ url: box.url }).sendMail(mail)).rejects.toMatchObject({
      message: expect.stringContaining("self-signed"),
    });
    expect(box.messages()).toHaveLength(0);
  });

  test("refuses one recipient of two, a limited number of times", async () => {
    box = await startMailbox();
    box.refuse("to", 550, { recipient: "b@example.com", times: 1, text: "no such user" });
    expect(await transport(box).sendMail(mail)).toMatchObject({
      rejected: ["b@example.com"],
      accepted: ["c@example.com"],
    });
    expect(await transport(box).sendMail(mail)).toMatchObject({ rejected: [] });
  });

  test.each([
    ["connect", 421],
    ["from", 451],
    ["to", 452],
    ["data", 554],
    ["end", 552],
  ] as const)("refuses at %s with %i, and delivers nothing", async (stage, code) => {
    box = await startMailbox();
    box.refuse(stage, code);
    await expect(transport(box).sendMail(mail)).rejects.toMatchObject({ responseCode: code });
    expect(box.messages()).toHaveLength(0);
    box.behave();
    await transport(box).sendMail(mail);
    expect(box.messages()).toHaveLength(1);
  });

  test.each(["connect", "auth", "from", "to", "data", "end"] as const)("drops and hangs at %s", async (stage) => {
    box = await startMailbox();
    box.drop(stage, { times: 1 });
    box.hang(stage);
    await expect(transport(box).sendMail(mail)).rejects.toThrow();
    await expect(transport(box, { greetingTimeout: 200 }).sendMail(mail)).rejects.toMatchObject({ code: "ETIMEDOUT" });
    expect(box.messages()).toHaveLength(0);
  });

  test("can take a mail and not say so", async () => {
    box = await startMailbox();
    box.drop("end", { keep: true });
    await expect(transport(box).sendMail(mail)).rejects.toMatchObject({ code: "ECONNECTION" });
    expect(box.messages()).toHaveLength(1);
  });

  test("takes passwords in the clear only when it has no STARTTLS", async () => {
    box = await startMailbox({ starttls: false });
    await transport(box).sendMail(mail);
    expect(box.messages()[0]?.secure).toBe(false);
  });
});

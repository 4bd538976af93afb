import { describe, expect, test } from "vitest";
import { mailServer } from "./mail-server.ts";

const settings = { tls: "required", ca: null, patience: 1 } as const;

describe("mailServer", () => {
  test.each([
    ["smtp://mail.acme.dev", { host: "mail.acme.dev", port: 587, implicitTls: false, requireTls: true, login: null }],
    ["smtps://mail.acme.dev", { host: "mail.acme.dev", port: 465, implicitTls: true, requireTls: false }],
    [
      "smtp://ci%40acme.dev:p%40ss%3A%25@mail.acme.dev:25",
      { port: 25, login: { user: "ci@acme.dev", pass: "p@ss:%" } },
    ],
    ["smtp://u:100%@mail.acme.dev", { login: { user: "u", pass: "100%" } }],
    ["smtp://[::1]:2525", { host: "::1", port: 2525, loopback: true }],
  ])("reads %s", (url, server) => expect(mailServer(url, settings)).toMatchObject(server));

  test.each(["smtp://127.0.0.1", "smtp://127.1.2.3", "smtp://localhost", "smtp://[::1]"])(
    "%s is this machine: encryption is used when offered",
    (url) => expect(mailServer(url, settings)).toMatchObject({ loopback: true, requireTls: false }),
  );

  test.each(["smtp://127.0.0.1.evil.example", "smtp://localhost.evil.example", "smtp://[::2]", "smtp://10.0.0.1"])(
    "%s is not this machine, whatever it looks like",
    (url) => expect(mailServer(url, settings)).toMatchObject({ loopback: false, requireTls: true }),
  );

  test("a relay without encryption is used only when that is said", () => {
    expect(mailServer("smtp://relay.intern:25", { ...settings, tls: "when-offered" }).requireTls).toBe(false);
  });

  test.each(["", "mail.acme.dev", "http://mail.acme.dev", "smtp://", "smtp:user:hunter2", "smtp://u:hunter2@:25"])(
    "%j is no address of a mail server, and is not shown",
    (url) => {
      let error: unknown;
      try {
        mailServer(url, settings);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ code: "RS_SPEC_INVALID", message: expect.not.stringContaining("hunter2") });
    },
  );
});

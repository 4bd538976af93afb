import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWorld } from "@relspec/core";
import { describeAction, usePlugin } from "@relspec/core/testing";
import email from "@relspec/plugin-email";
import { describe, it } from "vitest";
import { startMailbox } from "../servers/mailbox.ts";

describeAction({ describe, it }, "email/send", {
  start: async () => {
    const box = await startMailbox({ user: "releaser", pass: "geheim-und-lang" });
    const root = await mkdtemp(join(tmpdir(), "relspec-conformance-"));
    const lines: string[] = [];
    const world = createWorld({ root, env: { SMTP_URL: box.url }, onLog: (line) => lines.push(line) });
    await world.files.write("ca.pem", box.certificate);
    const { actions } = await usePlugin(email, {
      from: "Acme Releases <releases@acme.dev>",
      ca: "ca.pem",
      timeout: 20_000,
    });
    return {
      action: actions!["send"]!,
      with: { to: ["ana@example.com"], bcc: ["hidden@example.com"], subject: "{{name}} {{version}}", text: "Hello" },
      world,
      artifacts: join(root, ".artifacts"),
      secrets: { SMTP_URL: box.url, password: "geheim-und-lang" },
      lines: () => lines,
      count: () => box.messages().length,
      hang: () => box.hang("data"),
      close: async () => {
        await box.close();
        await rm(root, { recursive: true, force: true });
      },
    };
  },
});

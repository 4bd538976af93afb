import { absent, defineAction, present, unknown, unseen } from "@relspec/core";
import { applyCommand, undoCommand } from "./apply-command.ts";
import { type CommandTarget, planCommand, quoted } from "./command.ts";
import * as options from "./options.ts";
import { runCommand } from "./run-command.ts";

/** A command that may be run again: tests, builds, anything that ends up the same, or anything with a `check`. */
export const run = defineAction({
  summary: "Run a program that may be run again after a crash.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["command"],
    properties: {
      command: options.command,
      check: options.check,
      undo: options.undo,
      cwd: options.cwd,
      env: options.env,
      inherit: options.inherit,
      output: options.output,
    },
  },
  tree: true,
  effect: "A",
  retry: { attempts: 1, delay: 1000 },
  plan: planCommand,
  async check(target: CommandTarget, context) {
    // Without a `check`, "not yet" is the honest answer at any time: what may be repeated needs no other.
    if (!target.check) return unseen;
    const { code, stderr, stdout } = await runCommand({ run: context.query, argv: target.check, target, context });
    if (code === 0) return present({ code });
    if (code === 1) return absent;
    const said = (stderr.trim() || stdout.trim()).split("\n").at(-1) ?? "";
    return unknown(`\`${quoted(target.check)}\` ended with exit code ${code}${said ? `: ${said.slice(0, 500)}` : ""}.`);
  },
  apply: (target, context) => applyCommand(target, context, { retryable: true }),
  undo: (target, _result, context) => undoCommand(target, context),
});

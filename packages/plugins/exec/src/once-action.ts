import { defineAction, RelspecError } from "@relspec/core";
import { applyCommand, undoCommand } from "./apply-command.ts";
import { type CommandTarget, planCommand, quoted } from "./command.ts";
import * as options from "./options.ts";
import { neverBegan } from "./run-command.ts";

/** A command that must not be run a second time and cannot be asked about: a person decides after a crash. */
export const once = defineAction({
  summary: "Run a program that must never be run twice.",
  options: {
    type: "object",
    additionalProperties: false,
    required: ["command"],
    properties: {
      command: options.command,
      undo: options.undo,
      cwd: options.cwd,
      env: options.env,
      inherit: options.inherit,
      output: options.output,
    },
  },
  tree: true,
  effect: "C",
  retry: { attempts: 1, delay: 1000 },
  plan: planCommand,
  async apply(target: CommandTarget, context) {
    let answered = false;
    try {
      return await applyCommand(target, context, { retryable: false, onAnswer: () => (answered = true) });
    } catch (error) {
      if (answered || neverBegan(error)) throw error;
      throw new RelspecError("RS_STEP_UNKNOWN", {
        message: `\`${quoted(target.command)}\` was stopped before it answered, so nobody can tell how far it came.`,
        suggestions: [`relspec run --assume done=${context.step}`, `relspec run --assume not-done=${context.step}`],
        cause: error,
      });
    }
  },
  undo: (target, _result, context) => undoCommand(target, context),
});

import { type Json, RelspecError, type WriteContext } from "@relspec/core";
import { type CommandResult, type CommandTarget, quoted } from "./command.ts";
import { commandFailed, runCommand } from "./run-command.ts";

interface How {
  /** Whether a failure may be tried again. */
  readonly retryable: boolean;
  /** Called once the program has ended by itself. */
  readonly onAnswer?: () => void;
}

/** Run the command of a target; its exit code, and its output where that was asked for, are the result. */
export async function applyCommand(
  target: CommandTarget,
  context: WriteContext,
  { retryable, onAnswer }: How,
): Promise<CommandResult> {
  const whole = target.output === "json";
  const answer = await runCommand({
    run: context.exec,
    argv: target.command,
    target,
    context,
    release: context.release.id,
    key: context.key,
    whole,
  });
  onAnswer?.();
  if (answer.code !== 0) throw commandFailed(target.command, answer, retryable);
  return whole ? { code: 0, output: parse(answer.stdout, target) } : { code: 0 };
}

/** Run the `undo` of a target. */
export async function undoCommand(target: CommandTarget, context: WriteContext): Promise<CommandResult> {
  if (!target.undo)
    throw new RelspecError("RS_STEP_IRREVERSIBLE", {
      message: `No \`undo\` command is given for ${quoted(target.command)}.`,
    });
  const { id } = context.release;
  const answer = await runCommand({
    run: context.exec,
    argv: target.undo,
    target,
    context,
    release: id,
    key: context.key,
  });
  if (answer.code !== 0) throw commandFailed(target.undo, answer, true);
  return { code: 0 };
}

function parse(stdout: string, target: CommandTarget): Json {
  try {
    return JSON.parse(stdout) as Json;
  } catch (cause) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `\`${quoted(target.command)}\` succeeded, but its output is not one JSON document.`,
      suggestions: ["Remove `output: json`, or let the program print nothing else on stdout."],
      details: { output: stdout.slice(0, 1_000) },
      cause,
    });
  }
}

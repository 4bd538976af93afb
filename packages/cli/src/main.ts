import { reportError } from "./report-error.ts";
import { runCommandLine } from "./run-command-line.ts";

/** How long something that was left open may hold the process once the command is done, in milliseconds. */
const grace = 3000;

// A reader that goes away (`relspec run 2>&1 | head`) must not end a release in the middle.
const tolerate = (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
};
process.stdout.on("error", tolerate);
process.stderr.on("error", tolerate);

// What a plugin throws outside of any call comes here.
process.on(
  "uncaughtException",
  (error) =>
    void reportError(error, process.argv)
      .catch(giveUp)
      .finally(() => process.exit()),
);

/** Where not even an error can be told, the exit code still must not say that all is well. */
function giveUp(error: unknown): void {
  process.exitCode = 70;
  process.stderr.write(`RS_BUG ${String(error)}\n`);
}

// No top-level await: the door `require`s this module.
void runCommandLine(process.argv.slice(2))
  .catch(giveUp)
  .finally(() => setTimeout(() => process.exit(), grace).unref());

import { runCommandLine } from "./run-command-line.ts";

// No top-level await: the door `require`s this module.
void runCommandLine(process.argv.slice(2));

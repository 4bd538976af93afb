import type { HttpSend, RunProgram, Secrets, WriteFiles } from "../plugin/context.ts";

/** Everything outside, as one argument: the only door to programs, the network, files, time and secrets. */
export interface World {
  /** Absolute path of the project's root: the folder of the spec. */
  readonly root: string;
  readonly run: RunProgram;
  readonly send: HttpSend;
  readonly files: WriteFiles;
  readonly secrets: Secrets;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  /** The text with every known secret's value replaced by `[secret NAME]`, and credentials in URLs by `[secret]`. */
  readonly redact: (text: string) => string;
  /** A line for the one who watches; redacts. */
  readonly log: (line: string) => void;
}

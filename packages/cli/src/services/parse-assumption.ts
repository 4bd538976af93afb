import * as Flags from "@oclif/core/flags";
import { RelspecError } from "@relspec/core";

interface Assumption {
  readonly step: string;
  readonly done: boolean;
}

/** `--assume`, of the commands that go on where one was killed. */
export const assumeFlag = Flags.string({
  description: "Say of a step whose effect is unknown: it was done, or it was not. May be given several times.",
  helpValue: "done=STEP|not-done=STEP",
  multiple: true,
  multipleNonGreedy: true,
});

/** A person's word on a step whose effect is unknown: `done=STEP` or `not-done=STEP`. @throws `RS_USAGE`. */
export function parseAssumption(text: string): Assumption {
  const [, word, step] = /^(done|not-done)=(.+)$/s.exec(text) ?? [];
  if (word === undefined || step === undefined) {
    throw new RelspecError("RS_USAGE", {
      message: `\`${text}\` does not say which step is to be taken as done or not done.`,
      suggestions: [
        "Write `--assume done=STEP` or `--assume not-done=STEP`, with the step's id from `relspec status`, or a unique end of it.",
      ],
    });
  }
  return { step, done: word === "done" };
}

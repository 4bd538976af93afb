import { custom } from "@oclif/core/flags";
import { RelspecError } from "@relspec/core";

interface Assumption {
  readonly step: string;
  readonly done: boolean;
}

/** A person's word on a step whose effect is unknown. @throws `RS_USAGE`. */
export const assumeFlag = custom<Assumption>({
  multipleNonGreedy: true,
  parse: async (input) => {
    const [, word, step] = /^(done|not-done)=(.+)$/s.exec(input) ?? [];
    if (word === undefined || step === undefined) {
      throw new RelspecError("RS_USAGE", {
        message: `\`${input}\` does not say which step is to be taken as done or not done.`,
        suggestions: ["Write `--assume done=STEP` or `--assume not-done=STEP`, with the step's full id from `relspec status`."],
      });
    }
    return { step, done: word === "done" };
  },
});

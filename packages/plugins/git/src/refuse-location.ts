import { RelspecError } from "@relspec/core";
import { cleanText } from "./clean-text.ts";
import { refusalOf } from "./refusals.ts";

/** What it means that git does not even know where it is. */
export function refuseLocation(said: string): RelspecError {
  const text = cleanText(said);
  const foreign = /dubious ownership in repository at '([^'\n]*)'/.exec(text);
  if (foreign) {
    return new RelspecError("RS_SPEC_LOCATION", {
      message: "The repository belongs to another user, so git does not read it.",
      suggestions: [`git config --global --add safe.directory '${foreign[1]}'`],
    });
  }
  if (/not a git repository|must be run in a work tree/.test(text)) {
    return new RelspecError("RS_SPEC_LOCATION", {
      message: "The project is not in a git repository.",
      suggestions: ["git init", "git clone URL"],
    });
  }
  return refusalOf(text, { doing: "git rev-parse" });
}

/** There is nothing to release yet. */
export function refuseNoCommits(): RelspecError {
  return new RelspecError("RS_SPEC_LOCATION", {
    message: "The repository has no commits yet.",
    suggestions: ['git add --all && git commit -m "feat: begin"'],
  });
}

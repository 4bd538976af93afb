import { RelspecError } from "@relspec/core";
import { type Answer, fieldsOf, textOf } from "./ask.ts";

export interface Release {
  readonly tag: string;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  /** Full id of the commit its tag stands on; empty when GitLab does not say. */
  readonly commit: string;
  /** Digests of the evidence that GitLab collected. */
  readonly evidence: readonly string[];
  readonly links: readonly { readonly name: string; readonly url: string }[];
}

/** A release as GitLab answers it; null for none. @throws `RS_STEP_FAILED` for an answer that is no release, or of another tag. */
export function readRelease({ status, data, said }: Answer, tag: string, project: string): Release | null {
  if (status === 404) {
    // GitLab says the same of a project that the token may not see.
    if (!/project/i.test(said)) return null;
    throw new RelspecError("RS_STEP_CREDENTIALS", {
      message: `GitLab has no project ${project}, or does not show it to this token (404: ${said}).`,
      suggestions: ["Correct `project`, or set the secret to a token that may read the project."],
    });
  }
  const release = fieldsOf(data);
  const { assets, evidences, commit } = release;
  if (release["tag_name"] !== tag) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `What answered for the release ${tag} of ${project} does not answer as GitLab does.`,
      suggestions: ["Look whether `url` is the address of GitLab."],
    });
  }
  return {
    tag,
    title: textOf(release["name"]),
    description: textOf(release["description"]),
    commit: textOf(fieldsOf(commit)["id"]),
    evidence: listOf(evidences).flatMap((each) => {
      const sha = textOf(fieldsOf(each)["sha"]);
      return /^[0-9a-f]{8,128}$/.test(sha) ? [sha] : [];
    }),
    links: listOf(fieldsOf(assets)["links"]).map((each) => ({
      name: textOf(fieldsOf(each)["name"]),
      url: textOf(fieldsOf(each)["url"]),
    })),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

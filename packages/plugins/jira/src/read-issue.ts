import { askJira, type Asking } from "./ask-jira.ts";
import type { Jira } from "./jira.ts";
import { type Attempt, type Part, partOf } from "./read-json.ts";

export interface Status {
  readonly id: string;
  readonly name: string;
  /** Jira's own three kinds; `done` where nothing is left to do. */
  readonly category: string;
}

/** An issue with its state. Key, summary and names are outside data. */
export interface Issue {
  /** As it is now: an issue that was moved to another project is found by its old key, and tells its new one. */
  readonly key: string;
  readonly summary: string;
  readonly status: Status;
}

/** One issue with what else is asked for. @throws as {@link askJira}. */
export async function readIssue(
  context: Asking,
  jira: Jira,
  key: string,
  { fields = [], expand }: { readonly fields?: readonly string[]; readonly expand?: string } = {},
): Promise<{ readonly issue: Issue; readonly part: Part; readonly attempt: Attempt }> {
  const attempt: Attempt = { jira, what: `look at ${key}` };
  const query = { fields: ["summary", "status", ...fields].join(","), ...(expand !== undefined && { expand }) };
  const part = partOf(
    await askJira(context, jira, `/issue/${encodeURIComponent(key)}`, { ...attempt, query }),
    attempt,
  );
  return { issue: issueOf(part), part, attempt };
}

export function issueOf(part: Part): Issue {
  const fields = part.part("fields");
  return {
    key: part.key("key"),
    summary: fields.textOrNull("summary") ?? "",
    status: statusOf(fields.part("status")),
  };
}

export function statusOf(part: Part): Status {
  return { id: part.id("id"), name: part.text("name"), category: part.part("statusCategory").text("key") };
}

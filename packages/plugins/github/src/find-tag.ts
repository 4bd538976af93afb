import { fieldsOf, notGitHub, textOf } from "./answers.ts";
import type { GitHub } from "./open-github.ts";

/** Full id of the commit that a tag stands on; null when GitHub has no such tag. */
export async function findTag(github: GitHub, tag: string): Promise<string | null> {
  const doing = "read its tags";
  const { status, data } = await github.ask(
    "GET /repos/{owner}/{repo}/git/ref/{ref}",
    { ref: `tags/${tag}` },
    { accept: [404], doing },
  );
  if (status === 404) return null;
  let { type, sha } = fieldsOf(fieldsOf(data)["object"]);
  // A tag may be of a tag; a server that turns in circles is not followed.
  for (let depth = 0; type === "tag" && depth < 5; depth++) {
    const tagged = await github.ask("GET /repos/{owner}/{repo}/git/tags/{tag_sha}", { tag_sha: sha }, { doing });
    ({ type, sha } = fieldsOf(fieldsOf(tagged.data)["object"]));
  }
  const commit = textOf(sha);
  if (type !== "commit" || commit === null) throw notGitHub(github, "a tag");
  return commit;
}

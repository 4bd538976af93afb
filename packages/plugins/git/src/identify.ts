import type { Actor } from "@relspec/core";
import type { Asked } from "./asked.ts";
import { cleanName } from "./clean-text.ts";
import { tryGit } from "./run-git.ts";

/** Who acts, as git would write it into a commit. Undefined where git does not know either. */
export async function identify({ query, env }: Asked): Promise<Actor | undefined> {
  const { code, stdout } = await tryGit(query, ["var", "GIT_COMMITTER_IDENT"]);
  const found = code === 0 ? /^(.*) <(.*)> \d+ [+-]\d{4}$/.exec(stdout.trim()) : null;
  if (!found) return undefined;
  const [, name = "", email = ""] = found;
  const ci = env["CI"] !== undefined && !["", "0", "false"].includes(env["CI"].toLowerCase());
  return {
    kind: ci ? "ci" : "human",
    name: cleanName(name),
    email: email === "" ? null : cleanName(email, 320),
    proof: "claimed",
  };
}

import type { LineRanges } from "@relspec/core";
import type { Asked } from "./asked.ts";
import { git, tryGit } from "./run-git.ts";

/** Lines that the head has and a commit or tag had not, by path below the project's root; null when there is no such commit. */
export async function changedLines(since: string, { query }: Asked): Promise<LineRanges | null> {
  const base = await tryGit(query, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${since}^{commit}`]);
  if (base.code !== 0) return null;
  const found = new Map<string, [number, number][]>();
  let path: string | undefined;
  let left = 0;
  const take = (line: string): void => {
    // Inside of a hunk a line may look like anything, so its own count says where it ends.
    if (left > 0) {
      if (!line.startsWith("\\")) left -= 1;
      return;
    }
    if (line.startsWith("+++ ")) path = pathOf(line.slice(4));
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!hunk) return;
    const [, gone = "1", first = "0", count = "1"] = hunk;
    left = Number(gone) + Number(count);
    if (path === undefined || Number(count) === 0) return;
    const ranges = found.get(path) ?? [];
    found.set(path, ranges);
    ranges.push([Number(first), Number(first) + Number(count) - 1]);
  };
  const shape = ["--unified=0", "--no-renames", "--relative", "--no-ext-diff", "--no-textconv", "--no-color"];
  const names = ["--src-prefix=a/", "--dst-prefix=b/", "--inter-hunk-context=0"];
  await git(query, ["diff", ...shape, ...names, base.stdout.trim(), "HEAD", "--"], { onLine: take });
  return found;
}

/** `b/PATH`, in quotes where a name has what git escapes; undefined for a file that is gone. */
function pathOf(written: string): string | undefined {
  const text = written.replace(/\t$/, "");
  const plain = text.startsWith('"') ? unquoted(text) : text;
  return plain.startsWith("b/") ? plain.slice(2) : undefined;
}

function unquoted(text: string): string {
  const bytes: number[] = [];
  const letters: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", '"': '"', "\\": "\\" };
  for (const [, octal, letter, plain] of text.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...Buffer.from(plain ?? letters[letter as string] ?? (letter as string)));
  }
  return Buffer.from(bytes).toString("utf8");
}

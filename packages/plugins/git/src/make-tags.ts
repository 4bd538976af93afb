import type { RunProgram } from "@relspec/core";
import { refusalOf } from "./refusals.ts";
import { git, linesOf, tryGit } from "./run-git.ts";

export interface NewTag {
  readonly name: string;
  /** Null: no tag object, only the name on the commit. */
  readonly message: string | null;
}

export interface TagStyle {
  readonly sign: false | true | "ssh" | "gpg";
  /** Null: whoever git is configured with, which only a signed tag asks for. */
  readonly tagger: { readonly name: string; readonly email: string } | null;
  /** RFC 3339. */
  readonly date: string;
}

const atOnce = 4;

/**
 * Make tags in this clone. Unsigned ones hold nothing of the machine or the moment: made twice, anywhere, they are the same
 * objects. The names appear all at once or not at all, and never in place of another.
 */
export async function makeTags(
  exec: RunProgram,
  tags: readonly NewTag[],
  commit: string,
  style: TagStyle,
): Promise<void> {
  const signed = style.sign === false ? [] : tags.filter(({ message }) => message !== null);
  const plain = tags.filter((tag) => !signed.includes(tag));
  const queue = plain.entries();
  const objects: string[] = [];
  const work = async (): Promise<void> => {
    for (const [index, tag] of queue)
      objects[index] = tag.message === null ? commit : await writeTag(exec, tag.name, tag.message, commit, style);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, plain.length) }, work));
  if (plain.length > 0) {
    const input = plain.map(({ name }, index) => `create refs/tags/${name}\0${objects[index]}\0`).join("");
    await git(exec, ["update-ref", "--stdin", "-z"], { input });
  }
  for (const tag of signed) await signTag(exec, tag.name, tag.message ?? "", commit, style);
}

async function writeTag(
  exec: RunProgram,
  name: string,
  message: string,
  commit: string,
  { tagger, date }: TagStyle,
): Promise<string> {
  const by = tagger === null ? "" : `tagger ${tagger.name} <${tagger.email}> ${Date.parse(date) / 1000} +0000\n`;
  const input = `object ${commit}\ntype commit\ntag ${name}\n${by}\n${message.replace(/\n*$/, "\n")}`;
  return (await git(exec, ["mktag"], { input })).trim();
}

async function signTag(
  exec: RunProgram,
  name: string,
  message: string,
  commit: string,
  style: TagStyle,
): Promise<void> {
  const { code, stderr, stdout } = await tryGit(
    exec,
    [...signing(style.sign), "tag", "--sign", "--cleanup=verbatim", "--file=-", "--end-of-options", name, commit],
    {
      input: message.replace(/\n*$/, "\n"),
      env: identity("COMMITTER", style),
    },
  );
  if (code !== 0) throw refusalOf(stderr || stdout, { doing: "git tag" });
  // Some versions of git (2.39) end well without a signature when the SSH key cannot be read.
  const [unsigned] = await unsignedTags(exec, [name]);
  if (unsigned === undefined) return;
  await git(exec, ["update-ref", "-d", `refs/tags/${name}`, unsigned.object]);
  throw refusalOf(`error: failed to sign\n${stderr}`);
}

/** Those of the named tags of this clone that carry no signature. */
export async function unsignedTags(
  query: RunProgram,
  names: readonly string[],
): Promise<readonly { readonly name: string; readonly object: string }[]> {
  const format = "--format=%(if)%(contents:signature)%(then)%(else)%(objectname)%00%(refname)%(end)";
  const lines = linesOf(await git(query, ["for-each-ref", format, ...names.map((name) => `refs/tags/${name}`)]));
  return lines.flatMap((line) => {
    const [object = "", ref = ""] = line.split("\0");
    return ref === "" ? [] : [{ name: ref.slice("refs/tags/".length), object }];
  });
}

/** Git's configuration for a way to sign. */
export function signing(sign: TagStyle["sign"]): readonly string[] {
  return sign === "ssh" ? ["-c", "gpg.format=ssh"] : sign === "gpg" ? ["-c", "gpg.format=openpgp"] : [];
}

/** Git's environment variables for a person at a date; without a person, git's own choice. */
export function identity(
  role: "AUTHOR" | "COMMITTER",
  { tagger, date }: Pick<TagStyle, "tagger" | "date">,
): Readonly<Record<string, string>> {
  return {
    [`GIT_${role}_DATE`]: `${Date.parse(date) / 1000} +0000`,
    ...(tagger && { [`GIT_${role}_NAME`]: tagger.name, [`GIT_${role}_EMAIL`]: tagger.email }),
  };
}

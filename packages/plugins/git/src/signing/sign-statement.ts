import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Proof, RelspecError, type WriteContext } from "@relspec/core";
import type { Asked } from "../asked.ts";
import { tryGit } from "../run-git.ts";
import { withFolder } from "./with-folder.ts";

type Signing = Asked & Pick<WriteContext, "exec">;

/** What relspec signs is never a commit, nor the other way round. */
export const namespace = "relspec";

/**
 * Sign with the key that git signs commits with: `gpg.format` and `user.signingkey`. Undefined where git has none.
 * @throws `RS_POLICY_IDENTITY` when there is one, and it cannot be used.
 */
export async function signStatement(text: string, context: Signing): Promise<Proof | undefined> {
  const format = (await setting("gpg.format", context)) ?? "openpgp";
  const key = await setting("user.signingkey", context);
  if (key === null) return undefined;
  if (format === "ssh") return { method: "ssh", signature: await signWithSsh(text, key, context) };
  if (format === "openpgp") return signWithGpg(text, key, context);
  return undefined;
}

async function signWithSsh(text: string, key: string, context: Signing): Promise<string> {
  const program = (await setting("gpg.ssh.program", context)) ?? "ssh-keygen";
  const literal = key.startsWith("key::") ? key.slice(5) : /^(?:ssh|ecdsa|sk)-\S+ /.test(key) ? key : null;
  return withFolder({ statement: text, "key.pub": `${literal ?? ""}\n` }, async (folder) => {
    const statement = join(folder, "statement");
    // A key that is written out is with the agent.
    const file = literal === null ? [await expand(key, context)] : [join(folder, "key.pub"), "-U"];
    await run([program, "-Y", "sign", "-n", namespace, "-f", ...file, statement], context, [
      "Unlock the key first: `ssh-add FILE`.",
      "`git config user.signingkey` names the key.",
    ]);
    return readFile(`${statement}.sig`, "utf8");
  });
}

async function signWithGpg(text: string, key: string, context: Signing): Promise<Proof> {
  const program = await gpgProgram(context);
  const hints = ["`git config user.signingkey` names the key; `gpg --list-secret-keys` lists those there are."];
  const input = { input: text };
  const signature = await run(
    [program, "--batch", "--armor", "--detach-sign", "--local-user", key, "--output", "-"],
    context,
    hints,
    input,
  );
  const exported = await run(
    [program, "--batch", "--armor", "--export-options", "export-minimal", "--export", key],
    context,
    hints,
  );
  return { method: "gpg", signature, key: exported };
}

export async function gpgProgram(context: Asked): Promise<string> {
  return (await setting("gpg.openpgp.program", context)) ?? (await setting("gpg.program", context)) ?? "gpg";
}

async function run(
  argv: readonly [string, ...string[]],
  { exec }: Signing,
  suggestions: readonly string[],
  options: { readonly input?: string } = {},
): Promise<string> {
  try {
    return (await exec(argv, { timeout: 120_000, ...options })).stdout;
  } catch (error) {
    throw new RelspecError("RS_POLICY_IDENTITY", {
      message: `The decision cannot be signed: ${error instanceof Error ? error.message : String(error)}`,
      suggestions,
      cause: error,
    });
  }
}

async function setting(name: string, { query }: Asked): Promise<string | null> {
  const { code, stdout } = await tryGit(query, ["config", "--get", name]);
  const value = stdout.trim();
  return code === 0 && value !== "" ? value : null;
}

/** `~/` as git expands it. */
async function expand(key: string, { query }: Asked): Promise<string> {
  const { code, stdout } = await tryGit(query, ["config", "--type=path", "--get", "user.signingkey"]);
  return code === 0 ? stdout.trim() : key;
}

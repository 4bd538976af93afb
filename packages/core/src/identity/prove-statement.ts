import type { Proof, Statement } from "../model/proof.ts";
import type { Spec } from "../model/spec.ts";
import type { ReadContext, WriteContext } from "../plugin/context.ts";
import type { HookDriver } from "../plugin/hook-driver.ts";
import { statementText } from "./statement.ts";

/** Name of the environment variable that a job's identity token is given in, for example by GitLab's `id_tokens`. */
export const tokenVariable = "RELSPEC_ID_TOKEN";

interface Proving {
  readonly spec: Pick<Spec, "roles" | "policy">;
  readonly context: Omit<ReadContext, "step" | "results"> & Pick<WriteContext, "exec">;
  readonly hooks: HookDriver;
}

/**
 * What shows who is deciding: a job's identity token where the spec trusts an issuer and the job has one, else a signature with
 * the key that version control is configured with. Undefined where there is neither.
 */
export async function proveStatement(statement: Statement, proving: Proving): Promise<Proof | undefined> {
  const { spec, context, hooks } = proving;
  for (const { audience } of spec.policy.issuers ?? []) {
    const token = context.secrets.has(tokenVariable)
      ? context.secrets.read(tokenVariable)
      : await hooks.bail("fetchIdToken", [audience, context]);
    const parts = token?.trim().split(".") ?? [];
    // In parts, because it is kept on purpose: it is good for this statement and no other, and soon for none.
    if (parts.length === 3) return { method: "oidc", token: parts as [string, string, string] };
  }
  return hooks.bail("signStatement", [statementText(statement), context]);
}

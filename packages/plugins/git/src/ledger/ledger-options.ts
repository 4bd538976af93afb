import type { Infer } from "@relspec/core";

/** JSON Schema of what stands under `ledger.git`. */
export const ledgerOptions = {
  type: "object",
  additionalProperties: false,
  description: "A ref of the git remote.",
  properties: {
    remote: {
      type: "string",
      maxLength: 100,
      pattern: "^[A-Za-z0-9_][A-Za-z0-9._/-]*$",
      description: "Name of the remote. Default: that of the git plugin.",
    },
    prefix: {
      type: "string",
      default: "refs/relspec/",
      maxLength: 200,
      pattern: "^refs/[A-Za-z0-9_][A-Za-z0-9._-]*/([A-Za-z0-9_][A-Za-z0-9._-]*/)*$",
      description:
        "What the ref's name begins with. Hosts that only take branches and tags need `refs/heads/relspec/`.",
    },
  },
} as const;

export type LedgerOptions = Infer<typeof ledgerOptions>;

/** Name of the ref of a scope. Whatever git does not take in a name, and `%`, is written as `%XX`. */
export function refOf(prefix: string, scope: string): string {
  const name = [...Buffer.from(scope, "utf8")]
    .map((byte) => {
      const letter = String.fromCodePoint(byte);
      return /[A-Za-z0-9_-]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, "0").toUpperCase()}`;
    })
    .join("");
  return `${prefix}${name}`;
}

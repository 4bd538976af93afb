import { RelspecError } from "@relspec/core";
import { minimumNpm } from "./minimum-npm.ts";
import type { NpmFailure } from "./run-npm.ts";

/** What npm was to do, for the message. */
export interface Attempt {
  readonly name: string;
  readonly registry: string;
  /** As in "npm could not WHAT". */
  readonly what: string;
}

/**
 * `taken`: the version may be there already, so the registry is asked what it holds · `refused`: trying again changes
 * nothing · `passing`: trying again may work.
 */
interface Refusal {
  readonly kind: "taken" | "refused" | "passing";
  /** Trying again may help even when the registry shows nothing. Default: only for what is passing. */
  readonly again?: true;
  readonly code: RelspecError["code"];
  readonly when: (failure: NpmFailure) => boolean;
  readonly message: (attempt: Attempt & { readonly host: string }) => string;
  readonly suggestions: (attempt: Attempt & { readonly host: string }) => readonly string[];
}

const codes =
  (...known: readonly string[]) =>
  ({ code }: NpmFailure): boolean =>
    code !== null && known.includes(code);
const says =
  (pattern: RegExp) =>
  ({ text }: NpmFailure): boolean =>
    pattern.test(text);
const scopeOf = (name: string) => (name.startsWith("@") ? name.split("/")[0] : undefined);

const credentials = ({ host, name }: { readonly host: string; readonly name: string }): readonly string[] => [
  `Set NPM_TOKEN (or NODE_AUTH_TOKEN) to a token that may publish ${name} to ${host}.`,
  `Or publish without a token: trusted publishing needs \`id-token: write\`, npm ${minimumNpm} or newer, and the package set up for it on the registry; a package's first version cannot use it.`,
];

/** Every way a registry or npm refuses a publish; the first row that fits counts. */
export const refusals: readonly Refusal[] = [
  {
    kind: "passing",
    code: "RS_STEP_UNREACHABLE",
    when: says(/TLOG_CREATE_ENTRY_ERROR/),
    message: ({ name }) => `The transparency log did not take the provenance of ${name}.`,
    suggestions: () => ["Run again later; or publish without provenance: `npm: { provenance: false }`."],
  },
  {
    kind: "taken",
    again: true,
    code: "RS_STEP_FAILED",
    // npm's own refusal carries no code; registries answer 403 or 409.
    when: says(
      /cannot publish over|previously published version|already (?:present|exists|been published)|EPUBLISHCONFLICT/i,
    ),
    message: ({ name, host }) => `${host} says that it has this version of ${name} already, but does not show it.`,
    suggestions: () => [
      "Run again in a minute.",
      "A version that was unpublished can never be published again: release the next one.",
    ],
  },
  {
    kind: "taken",
    again: true,
    code: "RS_STEP_FAILED",
    when: codes("E409", "EPUBLISHCONFLICT"),
    message: ({ name, host }) => `${host} is still busy with another publish of ${name}.`,
    suggestions: () => ["Run again in a minute."],
  },
  {
    kind: "taken",
    code: "RS_STEP_CREDENTIALS",
    when: codes("E403"),
    message: ({ name, host }) => `${host} does not allow these credentials to publish ${name}.`,
    suggestions: ({ name, host }) => [
      `\`npm owner ls ${name}\` shows who may; give the token's user that right, or use another token.`,
      ...credentials({ name, host }),
    ],
  },
  {
    kind: "refused",
    code: "RS_STEP_CREDENTIALS",
    when: codes("EOTP"),
    message: ({ name, host }) => `${host} asks for a one-time password to publish ${name}.`,
    suggestions: ({ name }) => [
      "Use a granular token that may publish without a second factor, or trusted publishing.",
      `Or allow tokens on the registry's settings page of ${name}.`,
    ],
  },
  {
    kind: "refused",
    code: "RS_STEP_CREDENTIALS",
    when: codes("ENEEDAUTH"),
    message: ({ host, name }) => `There are no credentials for ${host} to publish ${name} with.`,
    suggestions: credentials,
  },
  {
    kind: "refused",
    code: "RS_STEP_CREDENTIALS",
    when: codes("E401"),
    message: ({ host, name }) => `${host} does not accept the credentials given to publish ${name}.`,
    suggestions: credentials,
  },
  {
    kind: "refused",
    code: "RS_STEP_CREDENTIALS",
    when: codes("E402"),
    message: ({ name, host }) => `${host} takes a private ${name} only for payment.`,
    suggestions: () => ["Make it public: `npm: { access: public }`."],
  },
  {
    kind: "refused",
    code: "RS_STEP_CREDENTIALS",
    when: codes("E404"),
    message: ({ name, host }) =>
      scopeOf(name)
        ? `${host} knows no ${name} that these credentials may publish: the scope ${scopeOf(name)} does not exist, or its owner has not let this user in.`
        : `${host} knows no ${name} that these credentials may publish.`,
    suggestions: ({ name, host }) => [
      ...(scopeOf(name)
        ? [`Create the organisation ${scopeOf(name)} on the registry, or have its owner add the token's user to it.`]
        : []),
      ...credentials({ name, host }),
    ],
  },
  {
    kind: "passing",
    code: "RS_STEP_UNREACHABLE",
    when: codes("E429"),
    message: ({ host }) => `${host} is asked too often (429).`,
    suggestions: () => ["Run again later."],
  },
  {
    kind: "passing",
    code: "RS_STEP_UNREACHABLE",
    when: ({ code }) =>
      /^E(?:408|5\d\d)$|^(?:ECONN|ENET|EHOST|EAI_|ESOCKET|ETIMEDOUT|ENOTFOUND|EPIPE|ERR_SOCKET|FETCH_ERROR|UND_ERR)/.test(
        code ?? "",
      ),
    message: ({ host }) => `${host} does not answer as it should.`,
    suggestions: ({ host }) => [`Look whether ${host} can be reached from here, then run again.`],
  },
];

/** The error of a refused publish, and whether the version may be there all the same. */
export function refusalOf(
  failure: NpmFailure,
  attempt: Attempt,
): { readonly taken: boolean; readonly error: RelspecError } {
  const subject = { ...attempt, host: new URL(attempt.registry).host };
  const row = refusals.find(({ when }) => when(failure));
  const details = { package: attempt.name, registry: attempt.registry, npm: failure.code };
  if (!row) {
    const message = `npm could not ${attempt.what}: ${failure.text}`;
    return { taken: false, error: new RelspecError("RS_STEP_FAILED", { message, details }) };
  }
  const said = `${row.message(subject)} npm: ${failure.text}`;
  return {
    taken: row.kind === "taken",
    error: new RelspecError(row.code, {
      message: said,
      details,
      suggestions: row.suggestions(subject),
      retryable: row.again ?? row.kind === "passing",
    }),
  };
}

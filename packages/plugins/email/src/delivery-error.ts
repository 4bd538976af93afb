import { isRelspecError, RelspecError } from "@relspec/core";
import { headerText } from "./plain-text.ts";
import type { MailServer } from "./mail-server.ts";

/** What nodemailer says of a failure; every key may be missing. */
interface SmtpFailure {
  readonly message?: string;
  readonly code?: string;
  readonly originalCode?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly recipient?: string;
  readonly rejectedErrors?: readonly SmtpFailure[];
}

/** A recipient the server would not take, in its own words. */
export interface Refusal {
  readonly address: string;
  readonly code: number | null;
  readonly reply: string;
}

/**
 * The error of a failed conversation. `handedOver`: the whole message, its end included, was on its way; a connection
 * that broke after that without an answer leaves open whether the server took it.
 */
export function deliveryError(error: unknown, { host, port }: MailServer, handedOver: boolean): RelspecError {
  const failure = (error ?? {}) as SmtpFailure;
  const server = `${host}:${port}`;
  const said = replyOf(failure);
  if (handedOver && failure.responseCode === undefined) {
    return new RelspecError("RS_STEP_UNKNOWN", {
      message: `The mail was handed to ${server}, but its answer did not come (${said}): nobody can tell whether it was sent.`,
      details: { server },
      cause: error,
    });
  }
  if (isRelspecError(error)) return error as RelspecError;
  const code = failure.responseCode ?? null;
  const permanent = code !== null && code >= 500 && code !== 503;
  const refused = refusals(failure.rejectedErrors);
  const shared = { details: { server, code, ...(refused.length > 0 && { refused }) }, cause: error };

  switch (failure.code) {
    case "EAUTH":
    case "ENOAUTH":
      return new RelspecError("RS_STEP_CREDENTIALS", {
        message: `The mail server ${server} does not accept the login: ${said}`,
        suggestions: ["Set the secret of the mail server's address to a valid user and password, percent-encoded."],
        retryable: code !== null && code < 500,
        ...shared,
      });
    case "EENVELOPE":
    case "EMESSAGE":
      return new RelspecError("RS_STEP_FAILED", {
        message:
          refused.length > 0
            ? `The mail server ${server} refused every recipient: ${refused.map(({ address, reply }) => `${address} (${reply})`).join(", ")}`
            : `The mail server ${server} refused the mail: ${said}`,
        retryable: refused.length > 0 ? refused.some((each) => each.code !== null && each.code < 500) : !permanent,
        ...shared,
      });
    default: {
      const distrust = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(`${failure.originalCode} ${failure.code}`);
      return new RelspecError("RS_STEP_UNREACHABLE", {
        message: `${distrust ? "The certificate of the mail server" : "The mail server"} ${server} ${distrust ? "is not to be trusted" : "cannot be used"}: ${said}`,
        suggestions: distrust ? ["Name the file of your own authority's certificate as `ca` in the options of the plugin email."] : [],
        retryable: !distrust && !permanent,
        ...shared,
      });
    }
  }
}

export function refusals(errors: readonly SmtpFailure[] | undefined): readonly Refusal[] {
  return (errors ?? []).map((each) => ({ address: each.recipient ?? "", code: each.responseCode ?? null, reply: replyOf(each) }));
}

function replyOf({ response, message }: SmtpFailure): string {
  return headerText(response ?? message ?? "no reason was given");
}

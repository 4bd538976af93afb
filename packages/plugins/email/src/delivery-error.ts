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
  if (isRelspecError(error)) return error;
  if (failure.code === "EAUTH" || failure.code === "ENOAUTH") return loginRefused(failure, server, error);
  if (failure.code === "EENVELOPE" || failure.code === "EMESSAGE") return mailRefused(failure, server, error);
  return notUsable(failure, server, error);
}

function loginRefused(failure: SmtpFailure, server: string, cause: unknown): RelspecError {
  return new RelspecError("RS_STEP_CREDENTIALS", {
    message: `The mail server ${server} does not accept the login: ${replyOf(failure)}`,
    suggestions: ["Set the secret of the mail server's address to a valid user and password, percent-encoded."],
    details: { server, code: failure.responseCode ?? null },
    retryable: isTemporary(failure.responseCode),
    cause,
  });
}

function mailRefused(failure: SmtpFailure, server: string, cause: unknown): RelspecError {
  const refused = refusals(failure.rejectedErrors);
  const each = refused.map(({ address, reply }) => `${address} (${reply})`).join(", ");
  return new RelspecError("RS_STEP_FAILED", {
    message: `The mail server ${server} refused ${each === "" ? `the mail: ${replyOf(failure)}` : `every recipient: ${each}`}`,
    details: { server, code: failure.responseCode ?? null, refused },
    // One that may be taken later is reason enough: nobody has got the mail yet.
    retryable: isTemporary(failure.responseCode) || refused.some(({ code }) => isTemporary(code)),
    cause,
  });
}

function notUsable(failure: SmtpFailure, server: string, cause: unknown): RelspecError {
  const distrust = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(`${failure.originalCode} ${failure.code}`);
  const what = distrust
    ? `The certificate of the mail server ${server} is not to be trusted`
    : `The mail server ${server} cannot be used`;
  return new RelspecError("RS_STEP_UNREACHABLE", {
    message: `${what}: ${replyOf(failure)}`,
    suggestions: distrust
      ? ["Name the file of your own authority's certificate as `ca` in the options of the plugin email."]
      : [],
    details: { server, code: failure.responseCode ?? null },
    retryable: !distrust && (failure.responseCode === undefined || isTemporary(failure.responseCode)),
    cause,
  });
}

/** 503 says that the conversation went wrong, not that the mail is unwanted: another one may go well. */
export function isTemporary(code: number | null | undefined): boolean {
  return typeof code === "number" && (code < 500 || code === 503);
}

export function refusals(errors: readonly SmtpFailure[] | undefined): readonly Refusal[] {
  return (errors ?? []).map((each) => ({
    address: each.recipient ?? "",
    code: each.responseCode ?? null,
    reply: replyOf(each),
  }));
}

function replyOf({ response, message }: SmtpFailure): string {
  return headerText(response ?? message ?? "no reason was given");
}

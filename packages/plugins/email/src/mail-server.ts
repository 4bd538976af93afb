import { isIPv4 } from "node:net";
import { RelspecError } from "@relspec/core";

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly implicitTls: boolean;
  /** Go on only once STARTTLS has succeeded. */
  readonly requireTls: boolean;
  /** On the machine itself, where nobody is in between. */
  readonly loopback: boolean;
  readonly login: { readonly user: string; readonly pass: string } | null;
  /** PEM of the authorities to trust instead of the well-known ones; null: those. */
  readonly ca: string | null;
  /** How long to wait for each answer, in milliseconds. */
  readonly patience: number;
}

interface Settings {
  readonly tls: "required" | "when-offered";
  readonly ca: string | null;
  readonly patience: number;
}

/** The server of an `smtp:` or `smtps:` URL. */
export function mailServer(url: string, { tls, ca, patience }: Settings): MailServer {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  // The URL itself is never shown: it may hold a password.
  if (!parsed || !["smtp:", "smtps:"].includes(parsed.protocol) || parsed.hostname === "") {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: "The address of the mail server is not of the form smtp://USER:PASSWORD@HOST:PORT.",
      suggestions: [
        "Set `smtp` to `smtp://…` (STARTTLS) or `smtps://…` (TLS), with the user and password percent-encoded.",
      ],
    });
  }
  const host = parsed.hostname.replace(/^\[(.*)\]$/, "$1");
  const implicitTls = parsed.protocol === "smtps:";
  const loopback = host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
  return {
    host,
    port: parsed.port === "" ? (implicitTls ? 465 : 587) : Number(parsed.port),
    implicitTls,
    requireTls: !implicitTls && tls === "required" && !loopback,
    loopback,
    login: parsed.username === "" ? null : { user: decode(parsed.username), pass: decode(parsed.password) },
    ca,
    patience,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign: taken as it stands
  }
}

import { isIPv4 } from "node:net";
import { RelspecError } from "../errors/relspec-error.ts";

/**
 * The address of a service on the web: `https:`, or `http:` on the machine itself, where nobody is in between.
 *
 * @param what names the option, for the message. The address itself is never shown: it may be a secret.
 * @param insecure takes `http:` to any host.
 * @throws `RS_SPEC_INVALID`.
 */
export function webAddress(text: string, what: string, { insecure = false } = {}): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !["https:", "http:"].includes(url.protocol) || url.hostname === "") {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `${what} is not an address that begins with https://.`,
      suggestions: ["Write the whole address, or a secret that holds it: `{{secrets.NAME}}`."],
    });
  }
  if (url.protocol === "http:" && !insecure && !isLoopback(url.hostname)) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `${what} is not encrypted: it begins with http://.`,
      suggestions: ["Use the address with https://."],
    });
  }
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
}

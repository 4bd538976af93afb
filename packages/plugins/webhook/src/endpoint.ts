import { RelspecError, webAddress } from "@relspec/core";
import type { Endpoint } from "./options.ts";

type Endpoints = Readonly<Record<string, Endpoint>>;
type Fill = (text: string) => string;

/** An endpoint of the plugin's options. @throws `RS_SPEC_INVALID` with the names there are. */
export function endpointNamed(endpoints: Endpoints, name: string): Endpoint {
  const found = Object.hasOwn(endpoints, name) ? endpoints[name] : undefined;
  if (found) return found;
  const names = Object.keys(endpoints);
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `The plugin webhook has no endpoint ${JSON.stringify(name.slice(0, 100))}.`,
    suggestions: [
      names.length > 0
        ? `Name one of: ${names.join(", ")}.`
        : "Add it: `plugins: { webhook: { endpoints: { NAME: { url: … } } } }`.",
    ],
  });
}

/** Its address. @throws `RS_SPEC_INVALID` when it is none on the web, or is not encrypted. */
export function endpointAddress(endpoints: Endpoints, name: string, fill: Fill): URL {
  const { url, insecure } = endpointNamed(endpoints, name);
  return webAddress(fill(url).trim(), `The \`url\` of the endpoint "${name}"`, { insecure });
}

/** What relspec writes itself, and what is for the connection. */
const taken =
  /^(?:content-.*|host|connection|transfer-encoding|upgrade|te|trailer|expect|idempotency-key|webhook-.*|ce-.*)$/;

/** Its further headers. @throws `RS_SPEC_INVALID` for a header that is not one, or not free. */
export function endpointHeaders(endpoints: Endpoints, name: string, fill: Fill): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(endpointNamed(endpoints, name).headers).map(([header, written]) => {
      const value = fill(written);
      const lower = header.toLowerCase();
      if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(lower) || taken.test(lower) || !/^[\t\u0020-\u007e]*$/.test(value)) {
        throw new RelspecError("RS_SPEC_INVALID", {
          message: `The header ${JSON.stringify(header.slice(0, 100))} of the endpoint "${name}" is not one that can be set.`,
          suggestions: ["A value is one line of ASCII. `content-…`, `webhook-…` and `ce-…` are written by relspec."],
        });
      }
      return [lower, value];
    }),
  );
}

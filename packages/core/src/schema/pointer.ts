import { printable } from "./printable.ts";

/** The JSON Pointer (RFC 6901) of keys and indexes from the root. */
export function pointerOf(segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

export function segmentsOf(pointer: string): readonly string[] {
  return pointer === ""
    ? []
    : pointer
        .slice(1)
        .split("/")
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** A pointer as people write it: `stages.prepare.gates[0].approval`, `plugins["@acme/bell"]`; empty for the root. */
export function nameOf(pointer: string): string {
  return segmentsOf(pointer).reduce((name, segment) => {
    if (/^\d+$/.test(segment)) return `${name}[${segment}]`;
    if (!/^[\w$-]+$/.test(segment)) return `${name}["${printable(segment)}"]`;
    return name === "" ? printable(segment) : `${name}.${printable(segment)}`;
  }, "");
}

import parse from "semver/functions/parse.js";
import type { Change } from "../model/change.ts";

const footer = /^release-as:[ \t]{0,20}(\S.{0,300}?)[ \t]{0,20}$/gim;

/** What a footer `Release-As:` holds, the last one of a message; undefined when there is none. */
export function releaseAsText(message: string): string | undefined {
  // A footer is never in the header, and nearly no message has one.
  const body = message.indexOf("\n");
  if (body === -1) return undefined;
  return [...message.slice(body).matchAll(footer)].at(-1)?.[1];
}

/**
 * `Release-As: 2.0.0`, for the packages that the commit touches; `Release-As: @acme/a@2.0.0`, for the package it names, whatever the
 * commit touches. Undefined when there is none or it holds no version.
 */
export function readReleaseAs(message: string): NonNullable<Change["releaseAs"]> | undefined {
  const text = releaseAsText(message);
  if (text === undefined) return undefined;
  const at = text.lastIndexOf("@");
  const name = at > 0 ? text.slice(0, at) : undefined;
  const version = parse(at > 0 ? text.slice(at + 1) : text.replace(/^v/i, ""))?.version;
  if (version === undefined || /\s/.test(name ?? "")) return undefined;
  return { version, ...(name !== undefined && { package: name }) };
}

import { posix } from "node:path";
import { RelspecError } from "@relspec/core";

/** A path below the spec's folder, in its plain form. @throws `RS_SPEC_INVALID` for any other. */
export function projectPath(path: string, option: string): string {
  const plain = posix.normalize(path.replaceAll("\\", "/")).replace(/\/$/, "");
  if (
    !posix.isAbsolute(plain) &&
    plain !== ".." &&
    !plain.startsWith("../") &&
    !plain.includes("\0") &&
    plain.length < 4096
  )
    return plain;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `${option}: ${JSON.stringify(path.slice(0, 100))} is not below the folder of the spec.`,
    suggestions: ["Write a path relative to the spec's folder, without `..`."],
  });
}

import { RelspecError } from "../errors/relspec-error.ts";

const reasons: Readonly<Record<string, readonly [what: string, suggestion: string]>> = {
  EISDIR: ["it is a directory", "Name a file."],
  ERR_FS_EISDIR: ["it is a directory", "Name a file."],
  ENOTDIR: ["a part of the path is a file", "Name a path whose folders are folders."],
  EACCES: ["permission is denied", "Look at the permissions of the file and its folder."],
  EPERM: ["the system does not allow it", "Look at the permissions of the file and its folder."],
  EROFS: ["the file system is read-only", "Work on a file system that can be written."],
  ENOSPC: ["the disk is full", "Free some space, then run again."],
  ELOOP: ["its links go in a circle", "Remove the link."],
};

/** What is wrong with a file of the project, and what to do about it. */
export function unusable(path: string, error: NodeJS.ErrnoException): Error {
  const [what, suggestion] = reasons[error.code ?? ""] ?? [error.code ?? error.message, "Look at the file."];
  return new RelspecError("RS_STEP_FAILED", {
    message: `${JSON.stringify(path.slice(0, 200))} cannot be used: ${what}.`,
    details: { path, code: error.code ?? null },
    suggestions: [suggestion],
    cause: error,
  });
}

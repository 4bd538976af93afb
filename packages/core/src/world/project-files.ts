import { randomUUID } from "node:crypto";
import { type FileHandle, glob, lstat, mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep, win32 } from "node:path";
import { RelspecError } from "../errors/relspec-error.ts";
import type { WriteFiles } from "../plugin/context.ts";

const skipped = new Set(["node_modules", ".git"]);

/** The project's files. No path leads out of `root`: not by `..`, not absolute, not through a symbolic link. */
export function projectFiles(root: string): WriteFiles {
  const locate = locator(root);
  const readBytes = async (path: string): Promise<Uint8Array | null> => {
    const place = await locate(path);
    return place === null ? null : missingIsNull(readFile(place), path);
  };

  return {
    readBytes,
    stream: async (path) => {
      const place = await locate(path);
      const file = place === null ? null : await missingIsNull(open(place, "r"), path);
      return file && piecesOf(file, path);
    },
    read: async (path) => {
      const bytes = await readBytes(path);
      return bytes === null ? null : Buffer.from(bytes).toString("utf8");
    },
    exists: async (path) => {
      const place = await locate(path);
      return place !== null && (await missingIsNull(stat(place), path)) !== null;
    },
    glob: async (pattern) => {
      inside(pattern);
      // `**` may stand for nothing, so a pattern has no way back at all.
      if (pattern.split(/[/\\]/).includes("..")) throw outside(pattern);
      const top = await realpath(root);
      const paths: string[] = [];
      for await (const entry of glob(pattern, {
        cwd: root,
        withFileTypes: true,
        exclude: ({ name }) => skipped.has(name),
      })) {
        const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
        if (path.split("/").some((part) => skipped.has(part))) continue;
        if (
          entry.isFile() ? await isBelow(top, join(entry.parentPath, entry.name)) : await isLinkedFile(top, root, path)
        )
          paths.push(path);
      }
      return [...new Set(paths)].sort();
    },
    write: async (path, content) => {
      const place = await locateForWriting(root, path);
      await explained(path, async () => {
        await mkdir(dirname(place), { recursive: true });
        await replace(place, content);
      });
    },
    remove: async (path) => {
      // A link is removed itself, so only the folder it is in has to be inside.
      const plain = inside(path);
      const folder = await locate(dirname(plain));
      if (folder === null) return;
      const place = await writable(root, join(folder, basename(plain)), path);
      await explained(path, () => rm(place, { force: true }));
    },
  };
}

/** The new content under another name, on disk, then one rename: a crash leaves the old file or the new one. */
async function replace(place: string, content: string | Uint8Array): Promise<void> {
  const before = await stat(place).catch(() => null);
  const draft = join(dirname(place), `.${basename(place).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    const file = await open(draft, "wx", before ? before.mode & 0o777 : 0o666);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(place));
}

/** Makes the rename itself durable, where the system can. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => null);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

function outside(path: string): RelspecError {
  const shown = JSON.stringify(path.slice(0, 200));
  return new RelspecError("RS_STEP_PATH", {
    message: `The path ${shown} leaves the project.`,
    details: { path },
    suggestions: ["Give a path below the folder of the spec, without `..`."],
  });
}

/** The path without detours; throws when its text alone leads out, as this system reads it or as Windows does. */
function inside(path: string): string {
  if (path.includes("\0") || isAbsolute(path) || win32.isAbsolute(path) || /^[a-z]:/i.test(path)) throw outside(path);
  let depth = 0;
  for (const part of path.split(/[/\\]/)) {
    if (part === "..") depth--;
    else if (part !== "." && part !== "") depth++;
    if (depth < 0) throw outside(path);
  }
  return normalize(path);
}

/** Gives the real place of a path, all links resolved; null when there is nothing. The root's own is found once. */
function locator(root: string): (path: string) => Promise<string | null> {
  let top: string | undefined;
  return async (path) => {
    const place = resolve(root, inside(path));
    const real = await missingIsNull(realpath(place), path);
    if (real === null) return null;
    top ??= await realpath(root);
    if (!within(top, real)) throw outside(path);
    return real;
  };
}

/** The same for a file that may not exist yet: then the deepest folder that does exist must be inside. */
async function locateForWriting(root: string, path: string): Promise<string> {
  const there = await locator(root)(path);
  if (there !== null) return writable(root, there, path);
  const place = resolve(root, inside(path));
  // It exists and leads nowhere: a link whose end is not there. Writing would make a file wherever it points.
  if (await lstat(place).catch(() => null)) throw outside(path);
  let folder = dirname(place);
  while ((await lstat(folder).catch(() => null)) === null) folder = dirname(folder);
  const real = await realpath(folder).catch(() => null);
  if (real === null || !within(await realpath(root), real)) throw outside(path);
  return writable(root, join(real, relative(folder, place)), path);
}

/** The real place, unless it is the root itself or in git's own folder, where a file can become a program that git runs. */
async function writable(root: string, place: string, path: string): Promise<string> {
  const way = relative(await realpath(root), place);
  if (way === "" || way.split(sep).includes(".git")) throw outside(path);
  return place;
}

function within(root: string, place: string): boolean {
  const way = relative(root, place);
  return way === "" || (way.split(sep)[0] !== ".." && !isAbsolute(way));
}

/** Closed at its end, at an error, and where the reader stops early. */
async function* piecesOf(file: FileHandle, path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const piece of file.createReadStream({ highWaterMark: 65_536 })) yield piece as Uint8Array;
  } catch (error) {
    throw unusable(path, error as NodeJS.ErrnoException);
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function isBelow(top: string, place: string): Promise<boolean> {
  const real = await realpath(place).catch(() => null);
  return real !== null && within(top, real);
}

async function isLinkedFile(top: string, root: string, path: string): Promise<boolean> {
  const place = join(root, path);
  return (await isBelow(top, place)) && (await stat(place)).isFile();
}

async function missingIsNull<T>(work: Promise<T>, path: string): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw unusable(path, error as NodeJS.ErrnoException);
  }
}

async function explained(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw unusable(path, error as NodeJS.ErrnoException);
  }
}

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

function unusable(path: string, error: NodeJS.ErrnoException): Error {
  const [what, suggestion] = reasons[error.code ?? ""] ?? [error.code ?? error.message, "Look at the file."];
  return new RelspecError("RS_STEP_FAILED", {
    message: `${JSON.stringify(path.slice(0, 200))} cannot be used: ${what}.`,
    details: { path, code: error.code ?? null },
    suggestions: [suggestion],
    cause: error,
  });
}

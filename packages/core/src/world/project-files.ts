import { randomUUID } from "node:crypto";
import { globSync, readFileSync, realpathSync, statSync } from "node:fs";
import { type FileHandle, glob, lstat, mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep, win32 } from "node:path";
import { RelspecError } from "../errors/relspec-error.ts";
import type { WriteFiles } from "../plugin/context.ts";
import { unusable } from "./unusable.ts";

const skipped = new Set(["node_modules", ".git"]);

/** The project's files. No path leads out of `root`: not by `..`, not absolute, not through a symbolic link. */
export function projectFiles(root: string): WriteFiles {
  const locate = locator(root);
  const readBytes = async (path: string): Promise<Uint8Array | null> => {
    const place = await locate(path);
    return place === null ? null : missingIsNull(() => readAll(place), path);
  };

  return {
    readBytes,
    stream: async (path) => {
      const place = await locate(path);
      const file = place === null ? null : await missingIsNull(() => open(place, "r"), path);
      return file && piecesOf(file, path);
    },
    read: async (path) => {
      const bytes = await readBytes(path);
      return bytes === null ? null : Buffer.from(bytes).toString("utf8");
    },
    exists: async (path) => {
      const place = await locate(path);
      return place !== null && (await missingIsNull(() => statSync(place), path)) !== null;
    },
    glob: async (pattern) => {
      inside(pattern);
      // `**` may stand for nothing, so a pattern has no way back at all.
      const parts = pattern.split(/[/\\]/);
      if (parts.includes("..")) throw outside(pattern);
      await turn();
      const isInside = belowOf(root);
      const options = {
        cwd: root,
        withFileTypes: true,
        exclude: ({ name }: { readonly name: string }) => skipped.has(name),
      } as const;
      const paths: string[] = [];
      // A pattern that goes down without an end may take its time, so others get their turn meanwhile.
      for await (const entry of parts.includes("**") ? glob(pattern, options) : globSync(pattern, options)) {
        const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
        if (path.split("/").some((part) => skipped.has(part))) continue;
        if (entry.isFile() ? isInside(entry.parentPath) : await isLinkedFile(root, path)) paths.push(path);
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

/** Lets everything else have its turn first: whoever asks again and again for a file must not keep it from being written. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Up to which size, in bytes, a file is read in one go. */
const small = 1024 * 1024;

/**
 * What is small is read at once: by way of the thread pool a manifest takes five times as long, and a project may have a
 * thousand of them. What is no file could keep the whole process waiting.
 */
function readAll(place: string): Uint8Array | Promise<Uint8Array> {
  const found = statSync(place);
  return found.isFile() && found.size <= small ? readFileSync(place) : readFile(place);
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
    await turn();
    let real: string;
    try {
      real = realpathSync.native(place);
    } catch (error) {
      return nullWhereMissing(path, error);
    }
    top ??= realpathSync.native(root);
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

/** Whether a folder is really below the root, each looked at once. */
function belowOf(root: string): (folder: string) => boolean {
  const top = realpathSync.native(root);
  const known = new Map<string, boolean>();
  const look = (folder: string): boolean => {
    try {
      return within(top, realpathSync.native(folder));
    } catch {
      return false;
    }
  };
  return (folder) => {
    const found = known.get(folder) ?? look(folder);
    known.set(folder, found);
    return found;
  };
}

async function isLinkedFile(root: string, path: string): Promise<boolean> {
  const real = await realpath(join(root, path)).catch(() => null);
  return real !== null && within(await realpath(root), real) && (await stat(real)).isFile();
}

async function missingIsNull<T>(work: () => T | Promise<T>, path: string): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    return nullWhereMissing(path, error);
  }
}

function nullWhereMissing(path: string, error: unknown): null {
  if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
  throw unusable(path, error as NodeJS.ErrnoException);
}

async function explained(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw unusable(path, error as NodeJS.ErrnoException);
  }
}

import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WriteFiles } from "../plugin/context.ts";
import { projectFiles } from "./project-files.ts";

let above: string;
let root: string;
let files: WriteFiles;

beforeEach(async () => {
  above = await mkdtemp(join(tmpdir(), "relspec-files-"));
  root = join(above, "project");
  await mkdir(join(root, "src"), { recursive: true });
  await writeFile(join(above, "outside"), "keep out");
  await writeFile(join(root, "src/a.txt"), "a é");
  files = projectFiles(root);
});
afterEach(() => rm(above, { recursive: true, force: true }));

const refused = expect.objectContaining({ code: "RS_STEP_PATH" });

test("reads what is there, and null for what is not", async () => {
  expect(await files.read("src/a.txt")).toBe("a é");
  expect(await files.read("./src/../src/a.txt")).toBe("a é");
  expect(Buffer.from((await files.readBytes("src/a.txt"))!)).toEqual(Buffer.from("a é"));
  expect(await files.read("none")).toBe(null);
  expect(await files.read("src/a.txt/below")).toBe(null);
  expect([await files.exists("src"), await files.exists("none")]).toEqual([true, false]);
  await expect(files.read("src")).rejects.toThrow(
    expect.objectContaining({ code: "RS_STEP_FAILED", message: '"src" cannot be used: it is a directory.' }),
  );
});

test("writes with folders, over what is there, keeping its permissions and leaving nothing else behind", async () => {
  await files.write("new/deep/b.txt", "b");
  expect(await readFile(join(root, "new/deep/b.txt"), "utf8")).toBe("b");
  await writeFile(join(root, "run.sh"), "old");
  await chmod(join(root, "run.sh"), 0o755);
  await files.write("run.sh", new Uint8Array([0, 255]));
  expect([...(await readFile(join(root, "run.sh")))]).toEqual([0, 255]);
  expect((await stat(join(root, "run.sh"))).mode & 0o777).toBe(0o755);
  expect(await readdir(root)).toEqual(["new", "run.sh", "src"]);
});

test("a reader sees the old file or the new one, never a part", async () => {
  const [old, young] = ["a".repeat(300_000), "b".repeat(300_000)];
  await files.write("big", old);
  const ended = new AbortController();
  const writing = (async () => {
    for (let n = 0; n < 20; n++) await files.write("big", n % 2 ? old : young);
    ended.abort();
  })();
  while (!ended.signal.aborted) expect([old, young]).toContain(await files.read("big"));
  await writing;
});

test("removes a file, and does not mind when it is gone", async () => {
  await files.remove("src/a.txt");
  await files.remove("src/a.txt");
  await files.remove("none/at/all");
  expect(await files.exists("src/a.txt")).toBe(false);
  await expect(files.remove("src")).rejects.toThrow(expect.objectContaining({ code: "RS_STEP_FAILED" }));
});

describe("no path leads out", () => {
  test.each([
    "../outside",
    "src/../../outside",
    "/etc/passwd",
    "a\0b",
    "..",
    "..\\outside",
    "C:\\x",
    "\\\\host\\share",
  ])("%j", async (path) => {
    for (const work of [
      files.read(path),
      files.readBytes(path),
      files.exists(path),
      files.write(path, "x"),
      files.remove(path),
    ]) {
      await expect(work).rejects.toThrow(refused);
    }
    expect(await readFile(join(above, "outside"), "utf8")).toBe("keep out");
  });

  test("through a link to a file, a folder, or nothing yet", async () => {
    await symlink(join(above, "outside"), join(root, "file"));
    await symlink(above, join(root, "folder"));
    await symlink(join(above, "not-yet"), join(root, "dangling"));
    for (const path of ["file", "folder/outside", "folder/new", "folder/new/deep", "dangling"]) {
      await expect(files.write(path, "x")).rejects.toThrow(refused);
    }
    for (const path of ["file", "folder/outside"]) await expect(files.read(path)).rejects.toThrow(refused);
    await expect(files.remove("folder/outside")).rejects.toThrow(refused);
    expect((await readdir(above)).toSorted()).toEqual(["outside", "project"]);
    expect(await readFile(join(above, "outside"), "utf8")).toBe("keep out");
    expect(await files.glob("**/*")).toEqual(["src/a.txt"]);
  });

  test("into git's own folder", async () => {
    await mkdir(join(root, ".git/hooks"), { recursive: true });
    await expect(files.write(".git/hooks/pre-commit", "x")).rejects.toThrow(refused);
    await expect(files.write("src/../.git/config", "x")).rejects.toThrow(refused);
    await symlink(".git/hooks", join(root, "hooks"));
    await expect(files.write("hooks/pre-commit", "x")).rejects.toThrow(refused);
    await expect(files.remove(".git/hooks")).rejects.toThrow(refused);
  });
});

test("follows a link that stays inside, and removes the link rather than the file", async () => {
  await symlink("src/a.txt", join(root, "link"));
  expect(await files.read("link")).toBe("a é");
  await files.write("link", "new");
  expect(await readFile(join(root, "src/a.txt"), "utf8")).toBe("new");
  await files.remove("link");
  expect(await files.read("src/a.txt")).toBe("new");
});

test("finds files by pattern, sorted, and neither what is installed nor what is git's", async () => {
  for (const path of [
    "z.txt",
    "b.txt",
    "node_modules/x/c.txt",
    ".git/d.txt",
    "src/node_modules/e.txt",
    "src/deep/f.txt",
  ]) {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), "");
  }
  expect(await files.glob("**/*.txt")).toEqual(["b.txt", "src/a.txt", "src/deep/f.txt", "z.txt"]);
  expect(await files.glob("src/*")).toEqual(["src/a.txt"]);
  expect(await files.glob("src/a.txt")).toEqual(["src/a.txt"]);
  expect(await files.glob("./src/*.txt")).toEqual(["src/a.txt"]);
  expect(await files.glob("{b,z}.txt")).toEqual(["b.txt", "z.txt"]);
  expect(await files.glob("nothing/**")).toEqual([]);
  await expect(files.glob("../*")).rejects.toThrow(refused);
  await expect(files.glob("/etc/*")).rejects.toThrow(refused);
});

test("takes hostile names as names", async () => {
  for (const name of ["$(touch x)", "-rf", "a\nb", "{{x}}", "\u001b[31m", "*"]) {
    await files.write(`odd/${name}`, name);
    expect(await files.read(`odd/${name}`)).toBe(name);
  }
  expect(await files.glob("odd/*")).toHaveLength(6);
});

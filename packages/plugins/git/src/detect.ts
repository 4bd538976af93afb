import type { Plugin } from "@relspec/core";
import { tryGit } from "./run-git.ts";

/** The project is a repository, or a folder of one. */
export const detect: NonNullable<Plugin["detect"]> = async ({ files, query }) => {
  if (await files.exists(".git")) return {};
  const { code, stdout } = await tryGit(query, ["rev-parse", "--is-inside-work-tree"], { timeout: 10_000 }).catch(
    () => ({ code: 1, stdout: "" }),
  );
  return code === 0 && stdout.trim() === "true" ? {} : null;
};

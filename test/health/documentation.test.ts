import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { errorTable } from "@relspec/core";
import { repository, sourceFiles } from "./modules.ts";

const pages = globSync("{*.md,docs/**/*.md,examples/**/*.md,packages/**/README.md}", {
  cwd: repository,
  exclude: (name) => name === "node_modules",
}).sort();
const textOf = (page: string): string => readFileSync(join(repository, page), "utf8");

/** The way a heading is named in a link, as forges do it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

describe("the documentation", () => {
  it("is seen by this test at all", () => {
    expect(pages.length).toBeGreaterThan(10);
    expect(pages).toContain("README.md");
  });

  it.each(pages)("has no dead link in %s", (page) => {
    const dead = [
      ...textOf(page)
        .replaceAll(/```[\s\S]*?```/g, "")
        .matchAll(/\]\(([^)\s]+)\)/g),
    ]
      .map(([, target]) => target as string)
      .filter((target) => !/^(?:https?|mailto):/.test(target))
      .filter((target) => {
        const [path, anchor] = target.split("#") as [string, string | undefined];
        const file = path === "" ? join(repository, page) : join(repository, dirname(page), path);
        if (!existsSync(file)) return true;
        if (anchor === undefined || !file.endsWith(".md")) return false;
        const anchors = [...readFileSync(file, "utf8").matchAll(/^#+\s+(.+)$/gm)].map(([, heading]) =>
          anchorOf(heading as string),
        );
        return !anchors.includes(anchor);
      });

    expect(dead).toEqual([]);
  });

  it("names no error that does not exist", () => {
    const known = Object.keys(errorTable);
    const named = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\bRS_[A-Z]+_[A-Z_]+\b/g)].map(([code]) => ({ page, code })),
    );

    expect(named.filter(({ code }) => !known.includes(code))).toEqual([]);
  });

  it("has no error in its table that nothing reports", () => {
    const code = sourceFiles()
      .filter((file) => !file.endsWith("error-table.ts"))
      .map(textOf)
      .join("\n");
    const cli = globSync("packages/cli/bin/*.js", { cwd: repository }).map(textOf).join("\n");

    expect(Object.keys(errorTable).filter((name) => !code.includes(name) && !cli.includes(name))).toEqual([]);
  });
});

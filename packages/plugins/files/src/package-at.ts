import type { PlanningFacts } from "@relspec/core";

type Owner = { readonly name: string } | { readonly problem: { readonly what: string; readonly suggestion: string } };

/** Whose version a file has: of the package that is named, else of the one with the deepest folder around it, else of the only one. */
export function packageAt(
  path: string,
  named: string | undefined,
  { workspace }: Pick<PlanningFacts, "workspace">,
): Owner {
  const names = workspace.map(({ name }) => name);
  if (named !== undefined) {
    if (names.includes(named)) return { name: named };
    return {
      problem: {
        what: `is said to have the version of ${JSON.stringify(named)}, which is no package here`,
        suggestion: `Name one of: ${names.slice(0, 20).join(", ")}.`,
      },
    };
  }
  const around = workspace.filter((each) => isBelow(path, each.path));
  const [deepest] = around.toSorted((a, b) => depth(b.path) - depth(a.path));
  if (deepest) return { name: deepest.name };
  const [only] = names;
  if (only !== undefined && names.length === 1) return { name: only };
  return {
    problem: {
      what: "is in the folder of no package, so it cannot be told whose version it has",
      suggestion: `Say whose it is: \`package: ${only ?? "NAME"}\`.`,
    },
  };
}

function isBelow(path: string, folder: string): boolean {
  return folder === "." || path.startsWith(`${folder.replace(/\/+$/, "")}/`);
}

function depth(folder: string): number {
  return folder === "." ? 0 : folder.split("/").length;
}

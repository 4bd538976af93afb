import type { EvidenceReader } from "@relspec/core";
import { factsOfXml } from "../walk-xml.ts";

/** Cobertura's XML, as coverage.py, gocover-cobertura, coverlet and others write it. Counted from its lines, not from its rates. */
export const cobertura: EvidenceReader = {
  summary: "Cobertura XML",
  gives: "coverage",
  fits: (head) => /^\s*</.test(head) && /<coverage[\s>]/.test(head),
  read: (pieces) =>
    factsOfXml(pieces, (give) => {
      let file: ReturnType<typeof begin> | undefined;
      let method: { hit: boolean } | undefined;
      return {
        open: (tag, attributes) => {
          if (tag === "class") file = begin(attributes["filename"] ?? "");
          else if (tag === "method" && file) method = { hit: false };
          else if (tag === "line" && file) {
            const number = Number(attributes["number"]);
            const hits = Number(attributes["hits"]);
            if (!Number.isSafeInteger(number) || !Number.isFinite(hits)) throw new Error("a line in it has no number");
            if (method && hits > 0) method.hit = true;
            // A method's lines stand in it and in its class again.
            file.hits.set(number, Math.max(file.hits.get(number) ?? 0, hits));
            const [, hit, found] = /\((\d{1,9})\/(\d{1,9})\)/.exec(attributes["condition-coverage"] ?? "") ?? [];
            if (found !== undefined) file.branches.set(number, { hit: Number(hit), found: Number(found) });
          }
        },
        close: (tag) => {
          if (tag === "method" && file && method) {
            file.functions.found += 1;
            if (method.hit) file.functions.hit += 1;
            method = undefined;
          } else if (tag === "class" && file) {
            const { path, hits, functions } = file;
            const branches = [...file.branches.values()].reduce(
              (sum, each) => ({ found: sum.found + each.found, hit: sum.hit + each.hit }),
              { found: 0, hit: 0 },
            );
            const hit = [...hits.values()].filter((count) => count > 0).length;
            give({ kind: "coverage", path, lines: { found: hits.size, hit }, branches, functions, hits });
            file = undefined;
          }
        },
      };
    }),
};

function begin(path: string) {
  return {
    path,
    hits: new Map<number, number>(),
    branches: new Map<number, { readonly hit: number; readonly found: number }>(),
    functions: { found: 0, hit: 0 },
  };
}

import type { EvidenceReader, Json } from "@relspec/core";
import { factsOfJson, textOf } from "../walk-json.ts";
import { statedAt, statedPaths } from "./stated.ts";

/** SPDX 2 in JSON. */
export const spdx: EvidenceReader = {
  summary: "SPDX JSON",
  gives: "component",
  fits: (head) => /^\s*\{/.test(head) && /"spdxVersion"|"SPDXID"/.test(head),
  read: (pieces) =>
    factsOfJson(pieces, [...statedPaths, "$.packages.*"], (give) => ({
      value: (path, value) => {
        if (statedAt(path, value, give)) return;
        const concluded = licenceOf(value, "licenseConcluded");
        const declared = licenceOf(value, "licenseDeclared");
        give({
          kind: "component",
          name: textOf(value, "name") ?? "an unnamed package",
          version: textOf(value, "versionInfo") ?? null,
          licences: concluded ?? declared ?? [],
        });
      },
    })),
};

/** Nobody has said anything where it says NOASSERTION. */
function licenceOf(value: Json, key: string): readonly string[] | null {
  const text = textOf(value, key);
  return text === undefined || text === "NOASSERTION" || text === "NONE" ? null : [text];
}

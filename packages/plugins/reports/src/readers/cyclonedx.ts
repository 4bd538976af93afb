import type { EvidenceReader, Json } from "@relspec/core";
import { factsOfJson, listOf, own, textOf } from "../walk-json.ts";
import { statedAt, statedPaths } from "./stated.ts";

/** CycloneDX in JSON. Components inside of components are told too. */
export const cyclonedx: EvidenceReader = {
  summary: "CycloneDX JSON",
  gives: "component",
  fits: (head) => /^\s*\{/.test(head) && /"bomFormat"\s*:\s*"CycloneDX"/.test(head),
  read: (pieces) =>
    factsOfJson(pieces, [...statedPaths, "$.components.*", "$.metadata.component.hashes.*"], (give) => {
      const tell = (component: Json): void => {
        const group = textOf(component, "group");
        const name = textOf(component, "name") ?? "an unnamed component";
        give({
          kind: "component",
          name: group === undefined || group === "" ? name : `${group}/${name}`,
          version: textOf(component, "version") ?? null,
          licences: listOf(component, "licenses").flatMap(licenceIn),
        });
        for (const inner of listOf(component, "components")) tell(inner);
      };
      return {
        value: (path, value) => {
          if (statedAt(path, value, give)) return;
          if (path[0] === "components") return tell(value);
          // What the whole list is of: the artifact's own digest.
          if (textOf(value, "alg") === "SHA-256") give({ kind: "build", digest: `sha256:${textOf(value, "content")}` });
        },
      };
    }),
};

function licenceIn(choice: Json): readonly string[] {
  const licence = own(choice, "license");
  const found = textOf(choice, "expression") ?? textOf(licence, "id") ?? textOf(licence, "name");
  return found === undefined ? [] : [found];
}

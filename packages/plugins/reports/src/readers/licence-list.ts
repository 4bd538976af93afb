import type { EvidenceReader } from "@relspec/core";
import { factsOfJson, own, textOf } from "../walk-json.ts";
import { statedAt, statedPaths } from "./stated.ts";

/** The list by `NAME@VERSION` that license-checker writes, or the list of pip-licenses. */
export const licenceList: EvidenceReader = {
  summary: "JSON list of licences",
  gives: "component",
  fits: (head) => /^\s*[{[]/.test(head) && /"licenses"|"License"/.test(head) && !/"bomFormat"|"spdxVersion"/.test(head),
  read: (pieces) =>
    factsOfJson(pieces, ["$.*", ...statedPaths], (give) => ({
      value: (path, value) => {
        if (path[0] === "relspec") {
          if (path.length === 2) statedAt(path, value, give);
          return;
        }
        const key = String(path[0]);
        const at = key.lastIndexOf("@");
        const given = own(value, "licenses") ?? own(value, "License") ?? null;
        const texts = (Array.isArray(given) ? given : [given]).filter(
          (each): each is string => typeof each === "string",
        );
        give({
          kind: "component",
          name: textOf(value, "Name") ?? (at > 0 ? key.slice(0, at) : key),
          version: textOf(value, "Version") ?? (at > 0 ? key.slice(at + 1) : null),
          // It guesses from the text where a star stands behind.
          licences: texts.map((text) => text.replace(/\*$/, "")),
        });
      },
    })),
};

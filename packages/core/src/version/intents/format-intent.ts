import type { Bump } from "../../model/change.ts";
import { plainText } from "../plain-text.ts";
import { intentFolder } from "./intent.ts";

/** The text of an intent's file. Names are quoted: `@` begins no plain word in YAML. */
export function formatIntent(releases: ReadonlyMap<string, Bump | "none">, summary: string): string {
  const lines = [...releases].map(([name, bump]) => `${JSON.stringify(name)}: ${bump}\n`);
  return `---\n${lines.join("")}---\n\n${plainText(summary).trim()}\n`;
}

/** A path for an intent: the beginning of what it says, and a mark so that two people can say the same. */
export function intentPathFor(summary: string, mark: string): string {
  const words = summary
    .slice(0, 1_000)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return `${intentFolder}/${words === "" ? "change" : words}-${mark}.md`;
}

import type { Engine } from "@relspec/core";
import { columns } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";

export function renderDocuments(documents: Awaited<ReturnType<Engine["documents"]>>, style: Style): string {
  return columns(
    documents.map(({ name, summary }) => [style.cyan(plainLine(name, 60)), plainLine(summary)]),
    style.width,
    0,
  ).join("\n");
}

import { createHash } from "node:crypto";
import type { GateAnswer } from "../plugin/gate.ts";
import type { ReadFiles } from "../plugin/context.ts";

export interface Evidence {
  readonly text: string;
  /** For the record: what was read, and what exactly. */
  readonly file: { readonly uri: string; readonly sha256: string };
}

/** A report as the gate sees it; null when there is none. */
export async function readEvidence(files: ReadFiles, path: string): Promise<Evidence | null> {
  const bytes = await files.readBytes(path);
  if (bytes === null) return null;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { text: new TextDecoder().decode(bytes), file: { uri: path, sha256 } };
}

/** Evidence that is not there never counts as good. */
export function missingReport(path: string): GateAnswer {
  return { verdict: "fail", missing: [`The report ${path} is not there.`], evidence: { missing: path } };
}

import { plainLine } from "../version/plain-text.ts";
import type { ForgeLinks } from "./forge-links.ts";
import type { NoteReference } from "./notes-data.ts";

interface Hosts {
  readonly links: ForgeLinks | null;
  /** Address that an issue key is put behind. */
  readonly issues: string | undefined;
}

/** A reference such as `#12`, `!5`, `acme/api#7`, `pull request #3` or `PAY-3`, with the address it stands for where that is known. */
export function linkReference(reference: string, { links, issues }: Hosts): NoteReference {
  const [, request, project, mark, number] =
    /^(pull request )?([\w.-]+\/[\w.-]+)?([#!])(\d{1,10})$/.exec(reference) ?? [];
  if (mark === undefined || number === undefined)
    return { text: plainLine(reference, 200), url: keyAddress(reference, issues) };
  const host = project === undefined ? links : (links?.other(project) ?? null);
  const isRequest = mark === "!" || request !== undefined;
  const url = host === null ? null : isRequest ? host.request(number) : (host.issue(number) ?? host.request(number));
  return { text: `${project ?? ""}${mark}${number}`, url };
}

function keyAddress(reference: string, issues: string | undefined): string | null {
  if (issues === undefined || !/^[A-Z][A-Z0-9_]+-\d+$/.test(reference)) return null;
  return URL.canParse(`${issues}${reference}`) ? `${issues}${reference}` : null;
}

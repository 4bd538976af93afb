import { createHmac, randomBytes } from "node:crypto";
import { RelspecError } from "./errors/index.ts";
import {
  type Disposition,
  feedbackSeverities,
  type FeedbackItem,
  type FeedbackRow,
  type PersonalPart,
} from "./model/feedback.ts";
import type { JsonObject } from "./model/json.ts";
import type { Cohort } from "./model/feedback.ts";
import type { ReleaseRecord } from "./model/record.ts";
import { candidatesOf, feedbackOf, type PlacedFeedback } from "./record/feedback-of.ts";
import type { Project } from "./open-project.ts";
import { type Moving, onOpenRelease } from "./run-project.ts";
import type { World } from "./world/world.ts";

/** Where what is personal is kept, beside the ledger: nothing in the chain of events holds it. */
const place = ".relspec/feedback.json";

/** How many pieces one event holds. */
const batch = 1000;

export interface FeedbackAnswer {
  readonly release: string;
  readonly candidate: string;
  /** Ids of what is new. */
  readonly added: readonly string[];
  /** How many were on record already. */
  readonly duplicates: number;
  readonly refused: readonly { readonly place: string; readonly from: string; readonly reason: string }[];
}

/** A piece of feedback with what is kept beside it; null where that was erased, or is on another machine. */
export type KnownFeedback = PlacedFeedback & { readonly from: string | null; readonly text: string | null };

/**
 * Put feedback on record for the open candidate. The same feedback of the same person is there once, however often it comes.
 * @throws `RS_RUN_NONE`; `RS_POLICY_COHORT` where all of it is refused.
 */
export function addFeedback(moving: Moving, rows: readonly FeedbackRow[], source: string): Promise<FeedbackAnswer> {
  return onOpenRelease(moving, async ({ spec, world, journal }) => {
    const cohort = spec.acceptance?.cohort ?? null;
    if (!cohort) throw noAcceptance();
    const record = journal.record();
    const kept = await readKept(world);
    const known = new Set(record.feedback.filter((item) => item.candidate === record.candidate).map(({ id }) => id));
    const fresh: FeedbackItem[] = [];
    const refused: FeedbackAnswer["refused"][number][] = [];
    let duplicates = 0;
    const at = world.now().toISOString();
    for (const [index, row] of rows.entries()) {
      const reason = refusalOf(row, cohort);
      if (reason !== null) {
        refused.push({ place: row.place ?? `row ${index + 1}`, from: row.from, reason });
        continue;
      }
      const item = itemOf(row, { salt: kept.salt, source, at, candidate: record.candidate });
      if (known.has(item.id)) {
        duplicates += 1;
        continue;
      }
      known.add(item.id);
      kept.items[item.id] = { from: row.from, text: row.text };
      fresh.push(item);
    }
    if (fresh.length === 0 && refused.length > 0 && duplicates === 0) throw allRefused(refused, cohort);
    if (fresh.length > 0) await world.files.write(place, JSON.stringify(kept));
    for (let from = 0; from < fresh.length; from += batch) {
      const items = fresh.slice(from, from + batch).map(({ disposition: _, candidate: __, ...item }) => item);
      const n = journal.count("feedback.added") + 1;
      await journal.append(journal.keys.feedback("added", n), "feedback.added", { items: items });
    }
    await journal.settle();
    return {
      release: record.id,
      candidate: `rc.${record.candidate}`,
      added: fresh.map(({ id }) => id),
      duplicates,
      refused,
    };
  });
}

/** Decide what becomes of one piece. @throws `RS_RUN_NONE`, `RS_USAGE`. */
export function decideFeedback(
  moving: Moving,
  asked: { readonly id: string } & Pick<Disposition, "kind" | "reason" | "changes">,
): Promise<PlacedFeedback> {
  return onOpenRelease(moving, async ({ journal }, records) => {
    const record = journal.record();
    const all = feedbackOf(candidatesOf(records, record.id));
    const found = all.filter(({ id }) => id === asked.id || (asked.id.length >= 5 && id.startsWith(asked.id)));
    const [item] = found;
    if (!item || found.length > 1) throw unknownFeedback(asked.id, all);
    const { kind, reason, changes } = asked;
    const data: JsonObject = {
      item: item.id,
      disposition: kind,
      reason,
      changes: [...changes],
      // It may have come in on an earlier candidate, whose events are closed.
      severity: item.severity,
      member: item.member,
      score: item.score,
      source: item.source,
      candidate: item.candidate,
    };
    const n = journal.count("feedback.decided") + 1;
    await journal.append(journal.keys.feedback("decided", n), "feedback.decided", data);
    const now = feedbackOf(
      candidatesOf([...records.filter(({ id }) => id !== record.id), journal.record()], record.id),
    );
    return now.find(({ id }) => id === item.id) as PlacedFeedback;
  });
}

/** All feedback on the way to the last release, with what is kept beside. */
export async function listFeedback(
  { world }: Project,
  records: readonly ReleaseRecord[],
): Promise<readonly KnownFeedback[]> {
  const last = records.at(-1);
  if (!last) return [];
  const { items } = await readKept(world);
  return feedbackOf(candidatesOf(records, last.id)).map((item) => {
    const personal = Object.hasOwn(items, item.id) ? items[item.id] : undefined;
    return { ...item, from: personal?.from ?? null, text: personal?.text ?? null };
  });
}

/** Erase what is personal of one person; what is in the chain of events says nothing of them. Gives how many pieces there were. */
export async function forgetFeedback({ world }: Project, from: string): Promise<{ readonly erased: number }> {
  const kept = await readKept(world);
  const mine = Object.entries(kept.items).filter(([, item]) => isSame(item.from, from));
  const left = Object.fromEntries(Object.entries(kept.items).filter(([, item]) => !isSame(item.from, from)));
  if (mine.length > 0) await world.files.write(place, JSON.stringify({ ...kept, items: left }));
  return { erased: mine.length };
}

interface Kept {
  /** Without it nobody can tell from an id whose it is. */
  readonly salt: string;
  readonly items: Record<string, PersonalPart>;
}

async function readKept({ files }: World): Promise<Kept> {
  const text = await files.read(place);
  const items = Object.create(null) as Record<string, PersonalPart>;
  if (text === null) return { salt: randomBytes(16).toString("hex"), items };
  try {
    const found = JSON.parse(text) as Kept;
    return { salt: found.salt, items: Object.assign(items, found.items) };
  } catch (error) {
    throw new RelspecError("RS_STEP_FAILED", {
      message: `${place}, which holds what people have written, is not JSON any more.`,
      suggestions: [`Restore ${place} from a backup, or move it away: what is on record stays, without its texts.`],
      cause: error,
    });
  }
}

function itemOf(
  { from, text, id, score, severity }: FeedbackRow,
  {
    salt,
    source,
    at,
    candidate,
  }: { readonly salt: string; readonly source: string; readonly at: string; readonly candidate: number },
): FeedbackItem {
  const of = (what: string): string => createHmac("sha256", salt).update(what).digest("hex").slice(0, 10);
  const who = from.trim().toLowerCase();
  const what = id ?? `${score ?? ""} ${text.trim().replaceAll(/\s+/g, " ")}`;
  return {
    id: `fb-${of(`${who}\0${what}`)}`,
    member: `m-${of(who)}`,
    score: score ?? null,
    severity: severity ?? "none",
    source,
    at,
    candidate,
    disposition: null,
  };
}

/** Why a row is not taken; null when it is. */
function refusalOf({ from, text, score, severity }: FeedbackRow, { members, name }: Cohort): string | null {
  if (!/^[^@\s]+@[^@\s]+$/.test(from)) return "it does not say by an address who it is from";
  if (text.trim() === "" && score === undefined) return "it says nothing";
  if (score !== undefined && !Number.isFinite(score)) return "its score is no number";
  if (severity !== undefined && !feedbackSeverities.includes(severity)) return "its severity is none";
  if (members === null) return null;
  const isMember = members.some((each) =>
    each.startsWith("*@") ? from.toLowerCase().endsWith(each.slice(1).toLowerCase()) : isSame(each, from),
  );
  return isMember ? null : `is not a member of the cohort ${name}`;
}

function isSame(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function allRefused(refused: FeedbackAnswer["refused"], { name }: Cohort): RelspecError {
  const [first] = refused;
  const more = refused.length > 1 ? ` So are ${refused.length - 1} more.` : "";
  return new RelspecError("RS_POLICY_COHORT", {
    message: `Feedback of ${first?.from === "" ? "nobody" : first?.from} (${first?.place}) is refused: ${first?.reason}.${more}`,
    details: { cohort: name, refused },
    suggestions: ["`stages.accept.cohort` in the spec says whose feedback counts."],
  });
}

function noAcceptance(): RelspecError {
  return new RelspecError("RS_USAGE", {
    message: "The spec asks for no acceptance, so there is nothing that feedback could count for.",
    suggestions: ["Say who accepts: `stages: { accept: { cohort: …, gates: [{ feedback: { responses: 5 } }] } }`."],
  });
}

function unknownFeedback(id: string, all: readonly PlacedFeedback[]): RelspecError {
  return new RelspecError("RS_USAGE", {
    message: `There is no single piece of feedback ${JSON.stringify(id.slice(0, 100))} on this release; there are ${all.length}.`,
    suggestions: ["relspec feedback list"],
  });
}

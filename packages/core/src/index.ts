export { createEngine } from "./create-engine.ts";
export { historyHeading } from "./plan/history-notes.ts";
export { changelogEntry, changelogPreamble } from "./document/changelog.ts";
export { markedText, markerOf, sameText } from "./document/marked-text.ts";
export { headlineOf, messageValues, parseRendered, readTemplate } from "./document/message-values.ts";
export { type Block, type Inline, readInline, readMarkdown, wordsOf } from "./document/read-markdown.ts";
export {
  commitsRelease,
  commitStepOf,
  proposingForge,
  releaseOf,
  releasesOf,
  type TaggedRelease,
} from "./document/tagged-releases.ts";
export type * from "./engine.ts";
export type { FeedbackAnswer, KnownFeedback } from "./feedback-project.ts";
export { traceOf } from "./plan/trace.ts";
export type { PlacedFeedback } from "./record/feedback-of.ts";
export * from "./errors/index.ts";
export * from "./ledger/for-stores.ts";
export type * from "./model/ledger.ts";
export { inertJson } from "./model/inert-json.ts";
export * from "./model/index.ts";
export { cutNotes } from "./notes/cut-notes.ts";
export * from "./plugin/index.ts";
export { type Precompiled } from "./schema/compile-schema.ts";
export { renderDocument } from "./template/render-document.ts";
export { secretsIn } from "./template/secrets-in.ts";
export type { IntentSurvey } from "./survey-intents.ts";
export { formatIntent, intentPathFor } from "./version/intents/format-intent.ts";
export type { IntentBump } from "./version/intents/intent.ts";
export { plainLine, plainText } from "./version/plain-text.ts";
export { parseDuration } from "./time/parse-duration.ts";
export { calendarConflicts, type Conflict } from "./time/calendar-conflicts.ts";
export type { CalendarEntry } from "./time/calendar-entries.ts";
export { writeIcs } from "./document/write-ics.ts";
export { createWorld } from "./world/create-world.ts";
export { deliverHttp, type Delivery } from "./world/deliver-http.ts";
export { judgeClock } from "./world/judge-clock.ts";
export { refusalOf, type Refused } from "./world/refusal-of.ts";
export { retryAfter } from "./world/retry-after.ts";
export { webAddress } from "./world/web-address.ts";
export type { World } from "./world/world.ts";

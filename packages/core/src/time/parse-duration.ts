import { RelspecError } from "../errors/relspec-error.ts";

const form = /^P(?:(\d{1,6})W|(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9}(?:\.\d{1,3})?)S)?)?)$/;

/**
 * Milliseconds of an ISO 8601 duration: `PT2H`, `P7D`, `P1DT12H`, `P2W`, `PT0.5S`. A day has 24 hours.
 * @throws `RS_SPEC_INVALID`: months and years have no fixed length.
 */
export function parseDuration(text: string): number {
  const found = form.exec(text);
  if (!found || text.endsWith("P") || text.endsWith("T")) {
    const calendar = /^P(?=\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T[\d.]+[HMS].*)?$/.test(text.slice(0, 100));
    throw new RelspecError("RS_SPEC_INVALID", {
      message: calendar
        ? `The duration ${JSON.stringify(text.slice(0, 100))} counts in months or years, which have no fixed length, or mixes weeks with other units.`
        : `${JSON.stringify(text.slice(0, 100))} is not a duration.`,
      suggestions: [
        calendar ? "Count in days or weeks: P30D, P52W." : "Write it in the form of ISO 8601: PT30M, PT2H, P7D.",
      ],
      details: { duration: text.slice(0, 100) },
    });
  }
  const [weeks, days, hours, minutes, seconds] = found.slice(1).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return Math.round(((weeks * 7 + days) * 86_400 + hours * 3_600 + minutes * 60 + seconds) * 1_000);
}

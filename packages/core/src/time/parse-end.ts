/** A moment in RFC 3339, or the end of a day in UTC; null for anything else. */
export function parseEnd(text: string): Date | null {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!day && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const start = new Date(day ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(start.getTime())) return null;
  // A day that does not exist is another one for `Date`.
  if (day && start.toISOString().slice(0, 10) !== text) return null;
  return day ? new Date(start.getTime() + 86_400_000 - 1000) : start;
}

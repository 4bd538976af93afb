/** How long something takes, for people, in its two largest units: `2 days 3 hours`, `59 minutes`, `30 seconds`. */
export function spanText(milliseconds: number): string {
  const units = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1000],
  ] as const;
  const words: string[] = [];
  let left = Math.max(0, Math.ceil(milliseconds / 1000) * 1000);
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    if (count > 0 && words.length < 2) words.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
    else if (words.length > 0) break;
    left -= count * size;
  }
  return words.length === 0 ? "no time" : words.join(" ");
}

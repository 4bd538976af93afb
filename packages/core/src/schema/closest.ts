import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant by a word that is none of them; undefined when none is near. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  const folded = fold(word);
  let best: { readonly name: string; readonly away: number } | undefined;
  for (const name of candidates) {
    // Differences in case and separators (`openBlockers`, `open_blockers`) count for little.
    const same = fold(name) === folded;
    const away = same ? 0.5 : isSwapped(fold(name), folded) ? 1 : distance(word.toLowerCase(), name.toLowerCase());
    if (away <= Math.max(1, Math.floor(Math.min(word.length, name.length) * 0.4)) && (!best || away < best.away))
      best = { name, away };
  }
  return best?.name;
}

function fold(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, "");
}

/** Two letters side by side in the wrong order (`exce`): one slip of the fingers, though two edits. */
function isSwapped(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return `${one.slice(0, at)}${one[at + 1] ?? ""}${one[at] ?? ""}${one.slice(at + 2)}` === other;
}

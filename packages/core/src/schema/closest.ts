import { distance } from "fastest-levenshtein";

/** The candidate that was probably meant by a word that is none of them; undefined when none is near. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  const folded = fold(word);
  let best: { readonly name: string; readonly away: number } | undefined;
  for (const name of candidates) {
    // Differences in case and separators (`openBlockers`, `open_blockers`) count for little.
    const away = fold(name) === folded ? 0.5 : distance(word.toLowerCase(), name.toLowerCase());
    if (away <= Math.max(1, Math.floor(Math.min(word.length, name.length) * 0.4)) && (!best || away < best.away))
      best = { name, away };
  }
  return best?.name;
}

function fold(word: string): string {
  return word.toLowerCase().replace(/[-_\s]/g, "");
}

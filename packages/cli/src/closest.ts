import { distance } from "fastest-levenshtein";

/** What was probably meant: the nearest of the known words, if any is near enough. */
export function closest(word: string, known: readonly string[]): string | undefined {
  // A word of a megabyte is no misspelling, and would cost a quadratic comparison.
  if (word.length > 64) return undefined;
  const limit = Math.max(2, Math.floor(word.length / 3));
  const ranked = known
    .map((candidate) => ({
      candidate,
      far: candidate.startsWith(word) && word.length > 2 ? 0 : distance(word, candidate),
    }))
    .filter(({ far }) => far <= limit)
    .toSorted((a, b) => a.far - b.far);
  return ranked[0]?.candidate;
}

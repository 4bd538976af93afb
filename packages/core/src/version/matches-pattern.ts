const mostAlternatives = 64;

/**
 * Whether a text matches a pattern in whole: `*` stands for any text, `?` for one character, `{a,b}` for either.
 * Takes time in proportion to text × pattern at the worst, whatever the pattern.
 */
export function matchesPattern(text: string, pattern: string): boolean {
  return alternativesOf(pattern).some((each) => matchesWildcards(text, each));
}

export function alternativesOf(pattern: string): readonly string[] {
  let open = [pattern];
  for (;;) {
    const next = open.flatMap((each) => {
      const found = /\{([^{}]*,[^{}]*)\}/.exec(each);
      if (!found) return [each];
      const [whole, inner = ""] = found;
      return inner
        .split(",")
        .map((choice) => each.slice(0, found.index) + choice + each.slice(found.index + whole.length));
    });
    if (next.length > mostAlternatives) return open;
    if (next.every((each, index) => each === open[index]) && next.length === open.length) return open;
    open = next;
  }
}

export function matchesWildcards(text: string, pattern: string): boolean {
  let at = 0;
  let place = 0;
  // Where to go on when what follows the last `*` does not fit: only the last one ever has to grow.
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[place] === "*") {
      star = place++;
      resume = at;
    } else if (place < pattern.length && (pattern[place] === "?" || pattern[place] === text[at])) {
      place++;
      at++;
    } else if (star !== -1) {
      place = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[place] === "*") place++;
  return place === pattern.length;
}

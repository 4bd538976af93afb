/**
 * Whether an SPDX expression can be met by the licences that are allowed: of `OR` one side is enough, `AND` takes both; `WITH`
 * an exception, and `+` for later versions, are met where they are allowed so, or where the licence itself is.
 * @returns null where it cannot be read as an expression: then it is allowed only as a whole.
 */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean | null {
  const words = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const either = (): boolean | null => {
    let met = both();
    while (met !== null && /^or$/i.test(words[at] ?? "")) {
      at += 1;
      const other = both();
      met = other === null ? null : met || other;
    }
    return met;
  };
  const both = (): boolean | null => {
    let met = one();
    while (met !== null && /^and$/i.test(words[at] ?? "")) {
      at += 1;
      const other = one();
      met = other === null ? null : met && other;
    }
    return met;
  };
  const one = (): boolean | null => {
    const word = words[at];
    at += 1;
    if (word === "(") {
      const inner = either();
      if (words[at] !== ")") return null;
      at += 1;
      return inner;
    }
    if (word === undefined || word === ")" || /^(?:and|or|with)$/i.test(word)) return null;
    let name = word;
    if (/^with$/i.test(words[at] ?? "")) {
      name = `${word} WITH ${words[at + 1] ?? ""}`;
      at += 2;
    }
    return has(name) || has(word) || has(word.replace(/\+$/, ""));
  };
  const has = (name: string): boolean => allowed.has(name.toLowerCase());
  if (words.length === 0 || words.length > 1000) return null;
  const met = either();
  return at === words.length ? met : null;
}

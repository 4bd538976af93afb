const token =
  /\s+|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/y;

/** The offset of the first token that JSON does not allow where it stands: `JSON.parse` often fails without saying where. */
export function jsonErrorOffset(text: string): number {
  const open: ("{" | "[")[] = [];
  let expected: "value" | "value or ]" | "key" | "key or }" | ":" | ", or end" = "value";
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found === undefined) return at;
    if (/^\s/.test(found)) {
      at += found.length;
      continue;
    }
    const first = found[0] ?? "";
    if (expected === "value" || expected === "value or ]") {
      if (first === "{" || first === "[") {
        open.push(first);
        expected = first === "{" ? "key or }" : "value or ]";
      } else if (first === "]" && expected === "value or ]") {
        open.pop();
        expected = ", or end";
      } else if (",:]}".includes(first)) return at;
      else expected = ", or end";
    } else if (expected === "key" || expected === "key or }") {
      if (first === '"') expected = ":";
      else if (first === "}" && expected === "key or }") {
        open.pop();
        expected = ", or end";
      } else return at;
    } else if (expected === ":") {
      if (first !== ":") return at;
      expected = "value";
    } else if (first === "," && open.length > 0) expected = open.at(-1) === "{" ? "key" : "value";
    else if (first === (open.at(-1) === "{" ? "}" : "]") && open.length > 0) open.pop();
    else return at;
    at += found.length;
  }
  return text.trimEnd().length;
}

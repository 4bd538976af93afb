/**
 * A text with values of another tool's template, as relspec writes them; null when it asks for one that relspec does not have
 * in this place.
 */
export function fillTemplate(text: string, values: Readonly<Record<string, string>>): string | null {
  let whole = true;
  const filled = text.replaceAll(
    /\$\{\s*([\w.]+)\s*\}|<%=\s*([\w.]+)\s*%>|\{\{\s*([\w.]+)\s*\}\}/g,
    (_, ...groups: (string | undefined)[]) => {
      const name = groups.find((group) => group !== undefined) ?? "";
      if (!Object.hasOwn(values, name)) whole = false;
      return `{{${values[name] ?? name}}}`;
    },
  );
  return whole && !/\$\{|<%|\{\{\s*[^\w\s]/.test(filled) ? filled : null;
}

interface Compiled {
  readonly render: (data: unknown) => string;
  /** The template as a tree. */
  readonly parse: () => unknown;
}

/** A Handlebars template with relspec's helpers and nothing that reaches outside: no partials, no log. */
export async function compileTemplate(template: string, { html }: { readonly html: boolean }): Promise<Compiled> {
  const { default: handlebars } = await import("handlebars");
  const own = handlebars.create();
  own.unregisterHelper("log");
  own.registerHelper({
    // `{{date}}` alone is the value of that name, not the call of a function.
    date(this: { readonly date?: unknown }, ...given: readonly unknown[]) {
      return String(given.length > 1 ? given[0] : this.date).slice(0, 10);
    },
    upper: (value: unknown) => String(value).toUpperCase(),
    lower: (value: unknown) => String(value).toLowerCase(),
    join: (list: unknown, separator: unknown) =>
      Array.isArray(list) ? list.join(typeof separator === "string" ? separator : ", ") : "",
    eq: (a: unknown, b: unknown) => a === b,
    default: (value: unknown, other: unknown) =>
      value === undefined || value === null || value === "" ? other : value,
    // For Markdown: the text alone where there is no address.
    link: (text: unknown, url: unknown) =>
      typeof url === "string" && /^https?:\/\/[^\s()<>]+$/.test(url) ? `[${String(text)}](${url})` : text,
    json: (value: unknown) => JSON.stringify(value) ?? "null",
  });
  const render = own.compile(template, { strict: true, noEscape: !html, knownHelpersOnly: false });
  return {
    render: (data) => render(data, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false }),
    parse: () => handlebars.parse(template),
  };
}

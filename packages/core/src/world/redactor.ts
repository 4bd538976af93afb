/** Replaces what must not be seen. It knows values, not names: a secret is masked wherever it turns up. */
export interface Redactor {
  /** Mask this value, in all the forms it may appear in, as `[secret NAME]`. */
  learn(name: string, value: string): void;
  readonly redact: (text: string) => string;
}

/** Shorter values would mask half of everything. */
export const shortestSecret = 4;

// Bounded repetition keeps both linear on hostile text.
const urlCredentials = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,24}):\/\/([^\s/?#"'<>\\]{0,2048})@/gi;
const spokenCredentials =
  /(\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?(?:bearer|basic|token)\s|:_(?:authToken|password|auth)\s{0,4}=\s{0,4})[^\s"',;]{1,4096}/gi;

export function createRedactor(): Redactor {
  const forms = new Map<string, string>();
  return {
    learn(name, value) {
      for (const form of formsOf(value)) if (!forms.has(form)) forms.set(form, name);
    },
    redact(text) {
      return maskUrls(maskForms(text, forms)).replace(spokenCredentials, "$1[secret]");
    },
  };
}

function maskUrls(text: string): string {
  return text.replace(urlCredentials, (whole, scheme: string, user: string) => {
    if (user === "" || user === "[secret]" || (/ssh|git$/i.test(scheme) && !user.includes(":"))) return whole;
    return `${scheme}://[secret]@`;
  });
}

/** Overlapping finds become one mask, named for the longest: replacing one after the other would leave the other's rest. */
function maskForms(text: string, forms: ReadonlyMap<string, string>): string {
  const finds: { from: number; to: number; name: string }[] = [];
  for (const [form, name] of forms) {
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
      const last = finds.at(-1);
      // A form that overlaps itself ("aaaa" in "aaaaaa") is one find; this also keeps the list small.
      if (last && last.name === name && at <= last.to && at >= last.from) last.to = Math.max(last.to, at + form.length);
      else finds.push({ from: at, to: at + form.length, name });
    }
  }
  if (finds.length === 0) return text;
  finds.sort((a, b) => a.from - b.from || b.to - a.to);
  let out = "";
  let done = 0;
  for (let i = 0; i < finds.length;) {
    const first = finds[i++]!;
    let { to } = first;
    let longest = first;
    for (let next = finds[i]; next && next.from < to; next = finds[++i]) {
      if (next.to - next.from > longest.to - longest.from) longest = next;
      to = Math.max(to, next.to);
    }
    out += `${text.slice(done, first.from)}[secret ${longest.name}]`;
    done = to;
  }
  return out + text.slice(done);
}

function formsOf(value: string): ReadonlySet<string> {
  const forms = new Set<string>();
  const add = (form: string, least = shortestSecret) => {
    if (form.length >= least) forms.add(form);
  };
  for (const plain of [value, value.trim(), ...partsOf(value)]) {
    if (plain.length < shortestSecret) continue;
    add(plain);
    add(JSON.stringify(plain).slice(1, -1));
    const percent = encodeURIComponent(plain.toWellFormed());
    add(percent);
    add(percent.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()));
    add(percent.replaceAll("%20", "+"));
    add(Buffer.from(plain).toString("hex"), 16);
    for (const form of base64Forms(plain)) add(form, 6);
  }
  return forms;
}

/** The lines of a key file, and the password inside a URL: they are printed on their own as well. */
function partsOf(value: string): readonly string[] {
  // Every line of a key is a part of it, the short last one too; of other texts short lines are words that anyone says.
  const least = value.includes("-----BEGIN ") ? shortestSecret : 8;
  const lines = value.includes("\n") ? value.split(/\r?\n/).map((line) => line.trim()) : [];
  const password = URL.canParse(value) ? new URL(value).password : "";
  const own = lines.filter((line) => line.length >= least);
  return password === "" ? own : [...own, password, decode(password)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Base64 of the value, also as a part of something longer (`user:password`): there are three ways it can be aligned. */
function base64Forms(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // Only the characters that depend on nothing but the value.
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor(((before + bytes.length) * 8) / 6);
    const form = text.slice(first, last);
    return [form, form.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

// The controls are what this is about.
// oxlint-disable no-control-regex
const terminal = /\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)?/g;
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Text from git or a server, safe to print: no terminal sequences, no control characters, no credentials in addresses. */
export function cleanText(text: string): string {
  return withoutCredentials(text.replace(terminal, "").replace(control, ""));
}

/** The same on one line of at most `limit` characters: for names in messages. */
export function cleanName(text: string, limit = 120): string {
  const line = cleanText(text.slice(0, limit * 4)).replace(/\s+/g, " ");
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** Every `//user:password@` becomes `//`. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^/\s'"]{0,4096}@/gi, "$1");
}

import type { Form, ParsedMessage, Preset } from "./message-form.ts";
import { readHeader } from "./parse-as-relspec.ts";
import { readPresetHeader } from "./parse-as-preset.ts";

/**
 * The list a forge makes of the commits it squashes (`* feat: a`), as the preset reads headers; without what the message's
 * own header says again. A merge commit lists what the history holds anyhow, so it has none.
 */
export function squashedEntries({ header, body, subject }: ParsedMessage, preset: Preset): readonly Form[] {
  if (/^Merge (?:branch|pull request|remote-tracking|tag|commit)\b/.test(header)) return [];
  const own = subject.replace(/ \(#\d{1,10}\)$/, "");
  return body.split("\n").flatMap((line) => {
    // The first character is enough to leave nearly every line alone.
    if (!/^[*-] \w/.test(line)) return [];
    const entry = line.slice(2).trim();
    const {
      type,
      scope,
      subject: text = "",
      breaking,
    } = preset === "relspec" ? readHeader(entry) : plain(entry, preset);
    if (!type || text === own) return [];
    return [{ type, ...(scope && { scope }), subject: text, breaking }];
  });
}

function plain(entry: string, preset: Exclude<Preset, "relspec">) {
  const { marked, ...read } = readPresetHeader(entry, preset);
  return { ...read, breaking: marked };
}

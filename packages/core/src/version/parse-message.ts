import type { ParsedMessage, Preset } from "./message-form.ts";
import { parseAsPreset } from "./parse-as-preset.ts";
import { parseAsRelspec } from "./parse-as-relspec.ts";

/** Reads a message in the way of a preset. Takes linear time and never throws: messages come from anyone. */
export function parseMessage(message: string, preset: Preset): ParsedMessage {
  return preset === "relspec" ? parseAsRelspec(message) : parseAsPreset(message, preset);
}

import type { Plan } from "@relspec/core";
import { padEnd, widthOf } from "../views/layout.ts";
import { plainLine } from "../views/plain.ts";
import type { Style } from "../views/style.ts";
import { stepOf } from "./describe-event.ts";
import type { ActiveStep, Screen } from "./follow-run.ts";

const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const plainFrames = ["-", "\\", "|", "/"];

/** Lines that stay scroll up; below them stand the steps under way, with a sign of life and the last thing they said. */
export async function liveScreen(sink: NodeJS.WriteStream, style: Style, clock: () => number): Promise<Screen> {
  const { createLogUpdate } = await import("log-update");
  // A process that is killed cannot bring a hidden cursor back.
  const update = createLogUpdate(sink, { showCursor: true });
  let shown: readonly ActiveStep[] = [];
  let plan: Plan | null = null;
  const draw = () => (shown.length === 0 ? update.clear() : update(renderActive(shown, plan, clock(), style)));
  const timer = setInterval(draw, 100);
  timer.unref();
  return {
    line: (text) => update.persist(text),
    section: () => undefined,
    active(steps, of) {
      shown = steps;
      plan = of;
      draw();
    },
    end() {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}

/** The moving part at one moment (milliseconds of the clock the steps began by). */
export function renderActive(steps: readonly ActiveStep[], plan: Plan | null, now: number, style: Style): string {
  const turning = style.symbols.done === "✓" ? frames : plainFrames;
  const frame = turning[Math.floor(now / 100) % turning.length] ?? "";
  return steps
    .map(({ id, phase, since, line }) => {
      const summary = plainLine(stepOf(plan, id)?.summary ?? id, 200);
      const seconds = Math.floor((now - since) / 1000);
      const head = `  ${style.cyan(frame)} ${summary}`;
      const tail = style.dim(
        `${phase === "applying" ? "" : `${phase} `}${seconds > 0 ? `${seconds} s ` : ""}${line}`.trim(),
      );
      return cut(`${head}  ${tail}`, style);
    })
    .join("\n");
}

/** One line, so that the moving part never jumps. */
function cut(text: string, style: Style): string {
  const room = style.width - 1;
  if (widthOf(text) <= room) return text;
  // Colours take no room; cutting in the plain text and painting it as a whole keeps it simple.
  const plain = text.replace(/\u001b\[[0-9;]*m/g, "");
  let out = "";
  for (const character of plain) {
    if (widthOf(out + character) > room - 1) break;
    out += character;
  }
  return padEnd(`${out}…`, 0);
}

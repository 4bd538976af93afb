import { Ansis } from "ansis";

type Paint = (text: string) => string;

export interface Symbols {
  readonly done: string;
  readonly failed: string;
  readonly open: string;
  readonly waiting: string;
  readonly warning: string;
  readonly unknown: string;
  readonly undone: string;
  readonly arrow: string;
  readonly next: string;
  readonly dot: string;
  readonly final: string;
}

/** How to print on one stream: colours, symbols and the room there is. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
  readonly symbols: Symbols;
  /** Columns; infinite where nothing has to be wrapped, because no terminal will. */
  readonly width: number;
}

interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const unicode: Symbols = {
  done: "✓",
  failed: "✗",
  open: "○",
  waiting: "◔",
  warning: "▲",
  unknown: "?",
  undone: "↶",
  arrow: "→",
  next: "›",
  dot: "·",
  final: "■",
};

const ascii: Symbols = {
  done: "+",
  failed: "x",
  open: "o",
  waiting: "~",
  warning: "!",
  unknown: "?",
  undone: "<",
  arrow: "->",
  next: ">",
  dot: "-",
  final: "#",
};

export function createStyle(
  sink: Sink,
  env: Readonly<Record<string, string | undefined>>,
  platform = process.platform,
): Style {
  const paint = new Ansis(hasColour(sink, env) ? 1 : 0);
  return {
    bold: (text) => paint.bold(text),
    dim: (text) => paint.dim(text),
    red: (text) => paint.red(text),
    green: (text) => paint.green(text),
    yellow: (text) => paint.yellow(text),
    cyan: (text) => paint.cyan(text),
    symbols: hasUnicode(env, platform) ? unicode : ascii,
    width: sink.isTTY ? Math.max(sink.columns ?? 80, 20) : Number.POSITIVE_INFINITY,
  };
}

/** `NO_COLOR` wins over all, then `FORCE_COLOR`; otherwise a terminal that is not dumb. CI logs that show colours are no terminals. */
function hasColour({ isTTY }: Sink, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  return isTTY === true && env["TERM"] !== "dumb";
}

function hasUnicode(env: Readonly<Record<string, string | undefined>>, platform: string): boolean {
  if (env["TERM"] === "linux" || env["TERM"] === "dumb") return false;
  if (platform === "win32") return Boolean(env["WT_SESSION"] ?? env["TERM_PROGRAM"] ?? env["CI"]);
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  // No locale at all is a container or CI, and those show UTF-8; `C` and `POSIX` are often set there too, without meaning it.
  return !locale || /utf-?8/i.test(locale) || locale === "C" || locale === "POSIX";
}

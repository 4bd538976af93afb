import type { JsonObject } from "../model/json.ts";
import type { ReadContext } from "../plugin/context.ts";
import { isRelspecError } from "../errors/index.ts";
import { numberAt } from "./number-at.ts";

/** One look at an environment. */
export interface Measure {
  readonly verdict: "pass" | "fail" | "inconclusive";
  /** What was seen, one line. */
  readonly said: string;
}

/** `EX_TEMPFAIL` of sysexits: the program says of itself that it cannot tell. */
const cannotTell = 75;

/** A program passes with 0 and fails with anything else, except that it may say it cannot tell. */
export async function measureProgram(
  argv: readonly string[],
  timeout: number,
  { query }: Pick<ReadContext, "query">,
): Promise<Measure> {
  const accept = Array.from({ length: 256 }, (_, code) => code);
  try {
    const { code, stdout, stderr } = await query(argv as readonly [string, ...string[]], { accept, timeout });
    const last = (stderr || stdout).trim().split("\n").at(-1)?.slice(0, 300) ?? "";
    const said = `\`${argv.join(" ").slice(0, 120)}\` exited with ${code}${last === "" ? "" : `: ${last}`}.`;
    return { verdict: code === 0 ? "pass" : code === cannotTell ? "inconclusive" : "fail", said };
  } catch (error) {
    if (!isRelspecError(error)) throw error;
    // A program that cannot be started has measured nothing.
    return { verdict: error.code === "RS_STEP_TIMEOUT" ? "fail" : "inconclusive", said: error.message };
  }
}

/**
 * An address passes with the status, the text and the number asked for. One that does not answer has failed: whoever uses the
 * service would say the same. A number that is not there tells nothing, because a query without data is no bad news.
 */
export async function measureAddress(
  options: { readonly url: string } & JsonObject,
  timeout: number,
  { http }: Pick<ReadContext, "http">,
): Promise<Measure> {
  const { url, expect = 200, contains, at } = options;
  const answer = await http.get(url, { timeout }).catch((error: unknown) => {
    if (isRelspecError(error)) return error;
    throw error;
  });
  if (isRelspecError(answer)) return { verdict: "fail", said: answer.message };
  if (answer.status !== expect)
    return { verdict: "fail", said: `${url} answers ${answer.status} instead of ${String(expect)}.` };
  const text = answer.body;
  if (typeof contains === "string" && !text.includes(contains))
    return { verdict: "fail", said: `The answer of ${url} does not hold ${JSON.stringify(contains.slice(0, 100))}.` };
  if (typeof at !== "string") return { verdict: "pass", said: `${url} answers ${answer.status}.` };
  const found = numberAt(text, at, { texts: true });
  if (typeof found !== "number") return { verdict: "inconclusive", said: `${url} has no number at ${at}: ${found}.` };
  const { min, max } = options;
  if (typeof max === "number" && found > max)
    return { verdict: "fail", said: `${url}: ${at} is ${found}, above ${max}.` };
  if (typeof min === "number" && found < min)
    return { verdict: "fail", said: `${url}: ${at} is ${found}, below ${min}.` };
  return { verdict: "pass", said: `${url}: ${at} is ${found}.` };
}

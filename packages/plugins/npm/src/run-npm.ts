import type { WriteContext } from "@relspec/core";

/** What npm said when it gave up. */
export interface NpmFailure {
  /** `E403`, `ENEEDAUTH` …; null when npm names none. */
  readonly code: string | null;
  readonly text: string;
}

export type NpmOutcome = { readonly ok: true } | { readonly ok: false; readonly failure: NpmFailure };

export interface NpmCall {
  /** Absolute. */
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const anyCode = Array.from({ length: 256 }, (_, code) => code);

/**
 * Run npm with its answer as JSON. Trying again is left to the engine, which looks first: npm's own tries would repeat a
 * publish whose answer was lost, and wait ten seconds before each.
 */
export async function runNpm(
  { exec }: Pick<WriteContext, "exec">,
  args: readonly string[],
  { cwd, env = {} }: NpmCall,
): Promise<NpmOutcome> {
  const quiet = { npm_config_update_notifier: "false", npm_config_fund: "false", npm_config_audit: "false" };
  const output = await exec(["npm", args[0] ?? "help", "--json", "--fetch-retries=0", ...args.slice(1)], {
    cwd,
    env: { ...quiet, ...env },
    accept: anyCode,
  });
  return output.code === 0 ? { ok: true } : { ok: false, failure: failureOf(output.stdout, output.stderr) };
}

/** The failure as npm's JSON has it, else as its lines on stderr say it. */
export function failureOf(stdout: string, stderr: string): NpmFailure {
  const lines = stderr.split("\n").flatMap((line) => /^npm (?:error|ERR!) (.*)$/.exec(line)?.[1] ?? []);
  const code = lines.map((line) => /^code (\S+)$/.exec(line)?.[1]).find((found) => found !== undefined);
  const said = lines.filter((line) => !/^code |^errno |A complete log of this run|^\s*$/.test(line));
  const json = errorIn(stdout);
  return {
    code: json?.code ?? code ?? null,
    text:
      [json?.summary ?? said.slice(0, 4).join(" ").trim(), json?.detail ?? ""]
        .filter((part) => part !== "")
        .join(" ")
        .slice(0, 2000) || "npm said nothing",
  };
}

function errorIn(stdout: string): { code: string | null; summary: string; detail: string } | null {
  // Scripts may have written to the same stream before.
  for (let at = stdout.lastIndexOf("\n{"); ; at = -1) {
    try {
      const { error } = JSON.parse(stdout.slice(at + 1)) as { error?: Record<string, unknown> };
      if (typeof error !== "object" || error === null) return null;
      const text = (key: string) => (typeof error[key] === "string" ? error[key].trim() : "");
      return { code: text("code") || null, summary: text("summary"), detail: text("detail") };
    } catch {
      if (at === -1) return null;
    }
  }
}

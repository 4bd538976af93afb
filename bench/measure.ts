import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

export interface Case {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Done before each run, and not measured. */
  readonly before?: () => void;
  /** Exit codes that are no failure; default 0. */
  readonly accept?: readonly number[];
}

export interface Measured {
  readonly name: string;
  /** Median of the rounds. */
  readonly milliseconds: number;
  /** Of the process itself at its peak, without those it starts; null where the system does not tell. */
  readonly mebibytes: number | null;
  /** What went wrong, if it did: a tool that cannot do the work is part of the answer. */
  readonly failed: string | null;
}

/** `--rounds=N` of the command line, else the bench's own number. */
export function roundsOr(usual: number): number {
  const asked = process.argv.find((word) => word.startsWith("--rounds="));
  return asked === undefined ? usual : Number(asked.slice("--rounds=".length));
}

/** The cases take turns, so that a busy moment of the machine meets all of them; a first round fills caches. */
export async function measure(cases: readonly Case[], rounds: number): Promise<readonly Measured[]> {
  const times = new Map<Case, number[]>(cases.map((each) => [each, []]));
  const peaks = new Map<Case, number>();
  const failures = new Map<Case, string>();
  for (let round = -1; round < rounds; round += 1) {
    for (const each of cases) {
      if (failures.has(each)) continue;
      const { took, peak, code } = await runOnce(each);
      if (!(each.accept ?? [0]).includes(code ?? -1))
        failures.set(each, code === null ? `over ${patience / 1000} s` : `exit ${code}`);
      if (round < 0) continue;
      times.get(each)?.push(took);
      peaks.set(each, Math.max(peaks.get(each) ?? 0, peak));
    }
  }
  return cases.map((each) => ({
    name: each.name,
    milliseconds: medianOf(times.get(each) ?? []),
    mebibytes: (peaks.get(each) ?? 0) === 0 ? null : Math.round((peaks.get(each) ?? 0) / 1024),
    failed: failures.get(each) ?? null,
  }));
}

/** Milliseconds; a tool that takes longer is left out, with that as the reason. */
const patience = 60_000;

async function runOnce(each: Case): Promise<{ took: number; peak: number; code: number | null }> {
  const { argv, cwd, env, before } = each;
  const [program, ...args] = argv;
  before?.();
  const start = performance.now();
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: "ignore" });
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, peakOf(child.pid))), 25);
  const late = setTimeout(() => child.kill("SIGKILL"), patience);
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(watch);
  clearTimeout(late);
  return { took: performance.now() - start, peak, code };
}

/** In KiB, as Linux keeps it; 0 where it does not. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

export function medianOf(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
}

/** A table: each case's time, as a multiple of the first one's, and its memory. */
export function print(title: string, measured: readonly Measured[]): void {
  const unit = measured[0]?.milliseconds ?? 1;
  console.log(`\n${title}`);
  for (const { name, milliseconds, mebibytes, failed } of measured) {
    const time = failed ?? `${milliseconds.toFixed(0)} ms`;
    const ratio = failed === null ? `${(milliseconds / unit).toFixed(2)} x` : "";
    const memory = mebibytes === null ? "" : `${mebibytes} MiB`;
    console.log(`${name.padEnd(46)} ${time.padStart(10)} ${ratio.padStart(9)} ${memory.padStart(9)}`);
  }
}

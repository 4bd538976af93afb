import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";

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
  /** Median of the rounds, by the clock. */
  readonly milliseconds: number;
  /** Median of the processor time, of the system's too, with all processes that it started and waited for. */
  readonly processor: number;
  /** Of the process itself at its peak, without those it starts; null where the system does not tell. */
  readonly mebibytes: number | null;
  /** What went wrong, if it did: a tool that cannot do the work is part of the answer. */
  readonly failed: string | null;
}

interface Run {
  readonly took: number;
  readonly processor: number;
  readonly peak: number;
  readonly code: number | null;
}

/** `--rounds=N` of the command line, else the bench's own number. */
export function roundsOr(usual: number): number {
  return numberOr("rounds", usual);
}

function numberOr(name: string, usual: number): number {
  const asked = process.argv.find((word) => word.startsWith(`--${name}=`));
  return asked === undefined ? usual : Number(asked.slice(name.length + 3));
}

/** Milliseconds; a tool that takes longer is left out, with that as the reason. */
const patience = numberOr("patience", 60) * 1000;
/** What takes longer than this, in milliseconds, is run once: caches and busy moments matter little to it. */
const slow = 10_000;

/**
 * The cases take turns, so that a busy moment of the machine meets all of them; a first round fills caches. So a whole bench
 * takes no longer than its patience for each slow case, and ten seconds a round for each other one.
 */
export async function measure(cases: readonly Case[], rounds: number): Promise<readonly Measured[]> {
  const runs = new Map<Case, Run[]>(cases.map((each) => [each, []]));
  const failures = new Map<Case, string>();
  const settled = new Set<Case>();
  for (let round = -1; round < rounds; round += 1) {
    for (const each of cases) {
      if (settled.has(each)) continue;
      const run = await runOnce(each);
      const failed = !(each.accept ?? [0]).includes(run.code ?? -1);
      if (failed) failures.set(each, run.code === null ? `over ${patience / 1000} s` : `exit ${run.code}`);
      if (failed || run.took > slow) settled.add(each);
      if (round >= 0 || run.took > slow) runs.get(each)?.push(run);
    }
  }
  return cases.map((each) => {
    const of = runs.get(each) ?? [];
    const peak = Math.max(0, ...of.map((run) => run.peak));
    return {
      name: each.name,
      milliseconds: medianOf(of.map(({ took }) => took)),
      processor: medianOf(of.map(({ processor }) => processor)),
      mebibytes: peak === 0 ? null : Math.round(peak / 1024),
      failed: failures.get(each) ?? null,
    };
  });
}

/** In a shell of its own, which knows what the programs that it has waited for have taken. */
const script = '"$@" >&2; code=$?; times; exit $code';
/** Bash tells milliseconds, others hundredths of a second. */
const shell = existsSync("/bin/bash") ? "/bin/bash" : "sh";

async function runOnce({ argv, cwd, env, before }: Case): Promise<Run> {
  before?.();
  const start = performance.now();
  const child = spawn(shell, ["-c", script, shell, ...argv], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  let told = "";
  child.stdout.on("data", (text: Buffer) => (told += text.toString()));
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, peakOf(childOf(child.pid)))), 25);
  // The shell and what it has started, as one group.
  const late = setTimeout(() => child.pid && process.kill(-child.pid, "SIGKILL"), patience);
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(watch);
  clearTimeout(late);
  return { took: performance.now() - start, processor: processorIn(told), peak, code };
}

/** Of the second line that `times` prints, which is of the shell's children: `0m1.230s 0m0.450s`. */
function processorIn(told: string): number {
  const [, children = ""] = told.trim().split("\n");
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}

function childOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  } catch {
    return "";
  }
}

/** In KiB, as Linux keeps it; 0 where it does not. */
function peakOf(pid: string): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

export function medianOf(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
}

/** A table: each case's time by the clock and of the processor, the latter as a multiple of the first one's, and its memory. */
export function print(title: string, measured: readonly Measured[]): void {
  const unit = measured[0]?.processor ?? 1;
  console.log(`\n${title}`);
  console.log(`${"".padEnd(46)} ${"clock".padStart(10)} ${"processor".padStart(10)}`);
  for (const { name, milliseconds, processor, mebibytes, failed } of measured) {
    const times =
      failed === null
        ? `${`${milliseconds.toFixed(0)} ms`.padStart(10)} ${`${processor.toFixed(0)} ms`.padStart(10)} ${`${(processor / unit).toFixed(2)} x`.padStart(9)}`
        : failed.padStart(10);
    const memory = mebibytes === null ? "" : `${mebibytes} MiB`;
    console.log(`${name.slice(0, 46).padEnd(46)} ${times} ${memory.padStart(9)}`);
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { relspec } from "../../examples/demo/shell.ts";
import type { Stage } from "../../examples/demo/start-servers.ts";

/** When a process is killed: so many milliseconds after its start, or after it has touched a server for the nth time. */
export type Moment =
  | { readonly kind: "clock"; readonly after: number }
  | { readonly kind: "touch"; readonly nth: number; readonly after: number };

export interface Ended {
  readonly killed: boolean;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

/** One real relspec process, killed with SIGKILL at that moment unless it is through before. */
export async function killRun(
  args: readonly string[],
  {
    stage,
    cwd,
    env,
    moment,
  }: {
    readonly stage: Stage;
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly moment: Moment | null;
  },
): Promise<Ended> {
  const begun = performance.now();
  const child = spawn(process.execPath, [relspec, ...args], {
    cwd,
    env: { ...stage.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const disarm = moment ? arm(moment, stage, () => child.kill("SIGKILL")) : () => undefined;
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  disarm();
  return { killed: signal === "SIGKILL", code, stdout, stderr, milliseconds: performance.now() - begun };
}

function arm(moment: Moment, stage: Stage, kill: () => void): () => void {
  if (moment.kind === "clock") {
    const timer = setTimeout(kill, moment.after);
    return () => clearTimeout(timer);
  }
  const before = touches(stage);
  let late: NodeJS.Timeout | undefined;
  const watch = setInterval(() => {
    if (touches(stage) < before + moment.nth) return;
    clearInterval(watch);
    late = setTimeout(kill, moment.after);
  }, 1);
  return () => {
    clearInterval(watch);
    clearTimeout(late);
  };
}

/** Grows whenever a server has done something that stays. */
function touches({ registry, host, mailbox }: Stage): number {
  const pushes = host.requests.filter(({ exchange }) => exchange === "push").length;
  return registry.publishes.length + pushes + mailbox.messages().length;
}

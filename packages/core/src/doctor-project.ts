import type { ChosenLedger } from "./choose-ledger.ts";
import { RelspecError } from "./errors/index.ts";
import type { Plan } from "./model/plan.ts";
import type { ReleaseRecord } from "./model/record.ts";
import type { Project } from "./open-project.ts";
import { planningOf, planProject } from "./plan-project.ts";
import type { CheckupAnswer } from "./plugin/plugin.ts";
import { foldRecords } from "./record/fold-records.ts";
import { openRecord } from "./record/open-record.ts";
import { choosePlan } from "./run/choose-plan.ts";
import { type CheckupResult, examineCheckups, failedBy } from "./run/examine-checkups.ts";
import { examineGates } from "./run/examine-gates.ts";
import { examineLedger } from "./run/examine-ledger.ts";
import { examineMachine } from "./run/examine-machine.ts";
import { examineOpen } from "./run/examine-open.ts";
import { isSettled } from "./run/is-settled.ts";
import { secretsMissing } from "./run/missing-secrets.ts";

/** What relspec itself needs, in the order in which a run would meet it. */
const titles = {
  "relspec/machine": "The project's folder can be written",
  "relspec/ledger": "The ledger can be read and written",
  "relspec/lock": "No other run holds the release",
  "relspec/open": "The open release can go on",
  "relspec/plan": "A release can be planned",
  "relspec/secrets": "Every secret that a step needs is there",
  "relspec/gates": "No gate refuses what nothing will change",
} as const;
type Id = keyof typeof titles;

/**
 * Everything that `run` would refuse, and everything that the plugins can prove: whatever stops a run before its first step
 * fails here too, with the same code. Changes nothing but what a store tries out and takes away again.
 */
export async function examineProject(project: Project, choose: () => Promise<ChosenLedger>): Promise<CheckupResult[]> {
  const { catalogue, world } = project;
  const signal = new AbortController().signal;
  const [own, plugins] = await Promise.all([
    examineRelease(project, choose, signal),
    examineCheckups(catalogue, { world, signal }),
  ]);
  return [...own, ...plugins];
}

async function examineRelease(
  project: Project,
  choose: () => Promise<ChosenLedger>,
  signal: AbortSignal,
): Promise<CheckupResult[]> {
  const { world } = project;
  const results: CheckupResult[] = [];
  /** One checkup; what is thrown in it has failed, and what depends on it is not asked. */
  const about = async <T>(id: Id, examine: () => Promise<[CheckupAnswer, T]>): Promise<T | undefined> => {
    try {
      const [answer, value] = await examine();
      results.push({ ...answer, message: world.redact(answer.message), id, title: titles[id] });
      return value;
    } catch (error) {
      results.push({ ...failedBy(error, world.redact), id, title: titles[id] });
      return undefined;
    }
  };

  await about("relspec/machine", async () => [await examineMachine(project), null]);
  const found = await about("relspec/ledger", () => examineLedger(project, choose));
  if (!found) return results;
  const { holder, events } = found;
  const records = foldRecords(events);
  const open = openRecord(records);
  await about("relspec/lock", async () => [holder, null]);
  if (open) await about("relspec/open", async () => [await examineOpen(open, events, project, signal), null]);
  const plan = await about("relspec/plan", () => examinePlan(project, records, open, signal));
  if (!plan?.release) return results;
  await about("relspec/secrets", async () => [examineSecrets(plan, open, project), null]);
  await about("relspec/gates", async () => [
    await examineGates(plan, open, planningOf(project, records, signal)),
    null,
  ]);
  return results;
}

async function examinePlan(
  project: Project,
  records: readonly ReleaseRecord[],
  open: ReleaseRecord | null,
  signal: AbortSignal,
): Promise<[CheckupAnswer, Plan]> {
  const { plan, resumed } = await choosePlan({
    given: undefined,
    open,
    concurrency: project.spec.concurrency,
    released: records.filter(({ outcome }) => outcome === "released").map(({ id }) => id),
    makePlan: () => planProject(project, records, signal),
    settled: (decided) => isSettled(decided, planningOf(project, records, signal)),
  });
  const { release } = plan;
  if (!release) return [{ verdict: "ok", message: "There is nothing to release." }, plan];
  const message = resumed ? `${release.id} is open, and goes on.` : `The next release is ${release.version}.`;
  return [{ verdict: "ok", message }, plan];
}

function examineSecrets(plan: Plan, open: ReleaseRecord | null, { world }: Project): CheckupAnswer {
  const done = open?.plan.digest === plan.digest ? open.steps : {};
  const missing = secretsMissing(plan, (step) => done[step]?.state === "done", world.secrets);
  if (missing.length > 0)
    throw new RelspecError("RS_RUN_SECRET", {
      message: `${missing.length === 1 ? "A secret is" : "Secrets are"} missing: ${missing.join(", ")}.`,
      suggestions: missing.map((name) => `Set the environment variable ${name}.`),
    });
  return { verdict: "ok", message: "None is missing." };
}

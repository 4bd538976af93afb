import type { Control, ControlStanding, Escalation, Rung } from "../model/control.ts";
import type { PlannedStep } from "../model/plan.ts";
import { planStep } from "../plan/plan-step.ts";
import { templateValues } from "../template/template-values.ts";
import { controlStandings } from "../record/control-standings.ts";
import { effectStep } from "./effect-step.ts";
import type { RunInput } from "./run-input.ts";

/** What `relspec tick` did and found. */
export interface TickResult {
  /** Null: no release is open. */
  readonly release: string | null;
  readonly controls: readonly ControlStanding[];
  /** Rungs that were told now. */
  readonly escalated: readonly (Escalation & { readonly to: readonly string[] })[];
  /** Gates whose time has come: a run would find them open. */
  readonly ready: readonly string[];
}

/**
 * Tell whoever is to be told of overdue controls: each rung once, in order, however often this is called and wherever it was
 * killed. The message is an effect like any other, with an intent on record before it and its end after.
 * @throws `RS_STEP_UNKNOWN` for a message of which nobody can tell whether it was sent, and what the announcer threw.
 */
export async function escalate(input: RunInput): Promise<TickResult> {
  const { spec, journal, world } = input;
  const now = world.now();
  const escalated: TickResult["escalated"][number][] = [];
  for (const standing of controlStandings(spec.controls, journal.record(), now)) {
    const control = spec.controls.find(({ id }) => id === standing.id);
    if (!control || standing.state !== "overdue") continue;
    for (const rung of standing.rungs.filter(({ at, due }) => at === null && Date.parse(due) <= now.getTime()))
      escalated.push(await tell(control, standing, rung, input));
  }
  const record = journal.record();
  return {
    release: record.id,
    controls: controlStandings(spec.controls, record, now),
    escalated,
    ready: Object.entries(record.gates)
      .filter(([, { verdict, nextOpen }]) => verdict === "waiting" && nextOpen && Date.parse(nextOpen) <= now.getTime())
      .map(([id]) => id),
  };
}

async function tell(control: Control, standing: ControlStanding, { rung, role, due }: Rung, input: RunInput) {
  const { spec, journal } = input;
  const to = [
    ...new Set(
      (spec.roles.find(({ name }) => name === role)?.members ?? []).flatMap(({ email }) => [email ?? []].flat()),
    ),
  ];
  const step = to.length > 0 ? await messageOf(control, standing, { rung, due, to }, input) : null;
  if (step) await effectStep(step, input);
  const data = { control: control.id, rung, role, due, told: step !== null };
  await journal.append(journal.keys.control(control.id, rung), "control.escalated", data);
  const found = journal
    .record()
    .escalations?.find((each) => each.control === control.id && each.rung === rung) as Escalation;
  return { ...found, to: step ? to : [] };
}

/** The step that carries the message; null where no plugin can. */
async function messageOf(
  control: Control,
  { missing }: ControlStanding,
  { rung, due, to }: { readonly rung: number; readonly due: string; readonly to: readonly string[] },
  input: RunInput,
): Promise<PlannedStep | null> {
  const { plan, spec, catalogue, journal } = input;
  const name = control.announcer ?? spec.audiences[0]?.announcer;
  const announcer = catalogue.plugins
    .flatMap(({ contributions }) => Object.entries(contributions.announcers ?? {}))
    .find(([key, each]) => each.words === true && (name === undefined || key === name))?.[1];
  if (!announcer || !plan.release) return null;
  const facts = {
    spec,
    base: plan.base,
    url: plan.url ?? null,
    release: plan.release,
    packages: plan.packages,
    workspace: [],
    changes: plan.changes,
    notes: plan.notes,
  };
  const title = `${plan.name} ${plan.release.version}: the control ${control.id} is overdue`;
  const text = [
    `${title} since ${due}.`,
    ...missing.map(
      (gate) =>
        `${gate} is not open: ${(journal.record().gates[gate]?.missing ?? ["it was not asked yet."]).join(" ")}`,
    ),
    ...(control.framework.length > 0 ? [`It answers ${control.framework.join(", ")}.`] : []),
    ...(control.because === undefined ? [] : [control.because]),
    `Its owner is ${control.owner}; this is rung ${rung} of ${control.escalate.length + 1}. Nothing opens by itself.`,
  ].join("\n\n");
  const written = announcer.message({
    audience: control.id,
    moment: "planned",
    to,
    facts,
    // Text of people and plugins, and no template.
    words: { subject: title.replaceAll("{{", "{ {"), text: text.replaceAll("{{", "{ {") },
  });
  const placed = { id: `control/${control.id}/${rung}`, uses: announcer.uses, with: written, needs: [] };
  const values = templateValues(plan.release, plan.base, plan.notes);
  return planStep(placed, { ...input, facts, values, signal: journal.halted });
}

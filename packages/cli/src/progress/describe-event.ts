import type { Event, Json, JsonObject, Plan, PlannedStep, Verdict } from "@relspec/core";
import { indented } from "../views/layout.ts";
import { plainLine } from "../views/plain.ts";
import type { Style } from "../views/style.ts";
import { markOfGate, shortHash, shortId } from "../views/words.ts";

/** What is known while a run goes on. */
export interface Scene {
  /** Of the release that is moved; null until that is known. */
  readonly plan: Plan | null;
  /** Name of the stage under way. */
  readonly stage: string | null;
  /** Milliseconds a step took, when its beginning was seen. */
  readonly took?: number;
}

/** An event as lines for people; none for what would only repeat another line. */
export function describeEvent(event: Event, scene: Scene, style: Style): readonly string[] {
  const { data } = event;
  const { symbols } = style;
  const step = textOf(data["step"]);
  switch (event.type) {
    case "release.opened":
      return [
        `${style.bold(nameOfRelease(scene.plan))}  ${style.dim(`opened by ${plainLine(event.actor.name, 80)} ${symbols.dot} plan ${shortHash(scene.plan?.digest ?? "")}`)}`,
      ];
    case "stage.started":
      return ["", style.bold(scene.stage ?? textOf(data["stage"]))];
    case "gate.evaluated":
      return gateLines(data, scene, style);
    case "step.done":
      return stepLine(
        style.green(symbols.done),
        step,
        scene,
        style,
        data["adopted"] === true ? "found already there" : lasted(scene.took),
      );
    case "step.failed":
      return [
        ...stepLine(
          data["critical"] === false ? style.yellow(symbols.warning) : style.red(symbols.failed),
          step,
          scene,
          style,
          `try ${textOf(data["try"])}`,
        ),
        ...indented(`${textOf(data["code"])} ${plainLine(textOf(data["message"]), 2000)}`, style.width, 6),
      ];
    case "step.undone":
      return stepLine(style.yellow(symbols.undone), step, scene, style, "taken back");
    case "step.assumed":
      return stepLine(
        style.yellow(symbols.unknown),
        step,
        scene,
        style,
        data["done"] === true ? "assumed done" : "assumed not done",
      );
    case "approval.given":
      return [
        `  ${style.green(symbols.done)} ${textOf(data["gate"])}  ${style.dim(`approved by ${plainLine(event.actor.name, 80)}`)}`,
      ];
    case "approval.rejected":
      return [
        `  ${style.red(symbols.failed)} ${textOf(data["gate"])}  ${style.dim(`rejected by ${plainLine(event.actor.name, 80)}`)}`,
      ];
    case "packet.delivered":
      return [
        `  ${style.green(symbols.done)} the packet for the board  ${style.dim(`delivered by ${plainLine(event.actor.name, 80)}`)}`,
      ];
    case "control.escalated":
      return [
        `  ${style.yellow(symbols.warning)} ${textOf(data["control"])} is overdue  ${style.dim(`rung ${textOf(data["rung"])}, ${textOf(data["role"])}`)}`,
      ];
    case "environment.failed":
      return [`  ${style.red(symbols.failed)} ${textOf(data["environment"])} does not run as it should, and goes back`];
    case "environment.restored":
      return [
        `  ${style.yellow(symbols.undone)} ${
          data["version"] === null
            ? `${textOf(data["environment"])} could not be taken back as a whole`
            : `${textOf(data["version"])} is active in ${textOf(data["environment"])} again`
        }`,
      ];
    case "environment.released":
      return [`  ${style.cyan(symbols.next)} ${textOf(data["environment"])} is let go: ${textOf(data["reason"])}`];
    case "gate.waived":
      return [
        `  ${style.yellow(symbols.done)} ${textOf(data["gate"])}  ${style.dim(`waived by ${plainLine(event.actor.name, 80)} until ${plainLine(textOf(data["until"]), 40)}`)}`,
      ];
    case "lock.broken":
    case "run.interrupted":
      return [`  ${style.yellow(symbols.warning)} interrupted; what is done is on record`];
    case "feedback.added":
    case "feedback.decided":
    case "incident.opened":
    case "incident.resolved":
    case "lesson.added":
    case "lesson.acknowledged":
    case "carry-over.added":
    case "carry-over.decided":
    case "stage.done":
    case "step.intent":
    case "step.undoing":
    case "release.closed":
      return [];
  }
}

/** A step of the plan, by its full id. */
export function stepOf(plan: Plan | null, id: string): PlannedStep | undefined {
  return plan?.stages.flatMap(({ steps }) => steps).find((step) => step.id === id);
}

export function nameOfRelease(plan: Plan | null): string {
  return plan?.release ? `${plainLine(plan.release.name)} ${plainLine(plan.release.version)}` : "release";
}

export function textOf(value: Json | undefined): string {
  return plainLine(typeof value === "string" ? value : JSON.stringify(value ?? ""), 500);
}

function stepLine(mark: string, id: string, { plan, stage }: Scene, style: Style, remark: string): readonly string[] {
  const summary = stepOf(plan, id)?.summary;
  const shown = summary === undefined ? "" : `  ${plainLine(summary, 200)}`;
  return [`  ${mark} ${shortId(id, stage ?? "")}${shown}${remark === "" ? "" : `  ${style.dim(remark)}`}`];
}

function gateLines(data: JsonObject, { stage }: Scene, style: Style): readonly string[] {
  const verdict = textOf(data["verdict"]) as Verdict;
  const missing = Array.isArray(data["missing"]) ? data["missing"].map(textOf) : [];
  return [
    `  ${markOfGate(verdict, style)} ${style.dim("gate")} ${shortId(textOf(data["gate"]), stage ?? "")}  ${style.dim(verdict === "pass" ? "open" : verdict)}`,
    ...missing.flatMap((line) => indented(line, style.width, 6)),
  ];
}

/** Seconds, once there is something to say. */
function lasted(took: number | undefined): string {
  return took === undefined || took < 100 ? "" : `${(took / 1000).toFixed(1)} s`;
}

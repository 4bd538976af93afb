import type { Plan, PlannedStage } from "@relspec/core";
import { drawGraph } from "./draw-graph.ts";
import { plainLine } from "./plain.ts";
import { nameOfStage, shortId } from "./words.ts";

/** How a graph can be written. */
export type GraphFormat = "mermaid" | "dot" | "svg";

interface Node {
  readonly id: string;
  readonly label: string;
  readonly kind: "gate" | "step";
}

interface Cluster {
  readonly id: string;
  readonly label: string;
  readonly nodes: readonly Node[];
}

/** What all formats are written from. */
export interface Graph {
  readonly title: string;
  readonly clusters: readonly Cluster[];
  readonly edges: readonly (readonly [string, string])[];
}

/** The plan as a graph: stages hold gates and steps, arrows lead from what must be first. */
export function renderGraph(plan: Plan, format: GraphFormat): string {
  const render = { mermaid, dot, svg: drawGraph }[format];
  return render(graphOf(plan));
}

function graphOf(plan: Plan): Graph {
  const stages = plan.stages.filter(({ gates, steps }) => gates.length + steps.length > 0);
  // Names of nodes are ours; what people wrote is only ever a label.
  const names = new Map(
    stages.flatMap((stage) => [...stage.gates, ...stage.steps]).map(({ id }, at) => [id, `n${at}`]),
  );
  const nameOf = (id: string) => names.get(id) ?? "";
  const needed = stages.flatMap(({ steps }) =>
    steps.flatMap(({ id, needs }) =>
      needs.filter((need) => names.has(need)).map((need) => [nameOf(need), nameOf(id)] as const),
    ),
  );
  const passed = stages.flatMap((stage, at) => gateEdges(stage, stages[at - 1], nameOf));
  return {
    title: plan.release === null ? plan.name : `${plan.release.name} ${plan.release.version}`,
    clusters: stages.map((stage, at) => ({ id: `s${at}`, label: nameOfStage(stage), nodes: nodesOf(stage, nameOf) })),
    // Both may say the same.
    edges: [...new Map([...needed, ...passed].map((edge) => [edge.join(">"), edge])).values()],
  };
}

function nodesOf(stage: PlannedStage, nameOf: (id: string) => string): readonly Node[] {
  const name = nameOfStage(stage);
  return [
    ...stage.gates.map(({ id }) => ({ id: nameOf(id), label: shortId(id, name), kind: "gate" as const })),
    ...stage.steps.map(({ id, summary }) => ({ id: nameOf(id), label: plainLine(summary, 80), kind: "step" as const })),
  ];
}

/** The last steps of the stage before lead to the gates, the gates to the first steps; without gates the stages follow directly. */
function gateEdges(
  stage: PlannedStage,
  before: PlannedStage | undefined,
  nameOf: (id: string) => string,
): readonly (readonly [string, string])[] {
  const own = new Set(stage.steps.map(({ id }) => id));
  const first = stage.steps.filter(({ needs }) => !needs.some((need) => own.has(need)));
  const needed = new Set(before?.steps.flatMap(({ needs }) => needs));
  const last =
    before === undefined
      ? []
      : before.steps.length > 0
        ? before.steps.filter(({ id }) => !needed.has(id))
        : before.gates;
  const gates = stage.gates.map(({ id }) => id);
  const entry = gates.length > 0 ? gates : first.map(({ id }) => id);
  return [
    ...last.flatMap(({ id }) => entry.map((to) => [nameOf(id), nameOf(to)] as const)),
    ...gates.flatMap((gate) => first.map(({ id }) => [nameOf(gate), nameOf(id)] as const)),
  ];
}

function mermaid({ title, clusters, edges }: Graph): string {
  // Entities by number: Mermaid knows no other way to keep a character from meaning something.
  const quote = (text: string) =>
    `"${plainLine(text).replace(/["#&<>;\\`]/g, (character: string) => `#${character.charCodeAt(0)};`)}"`;
  return [
    "---",
    `title: ${JSON.stringify(plainLine(title))}`,
    "---",
    "flowchart TB",
    ...clusters.flatMap(({ id, label, nodes }) => [
      `  subgraph ${id} [${quote(label)}]`,
      ...nodes.map((node) =>
        node.kind === "gate" ? `    ${node.id}{{${quote(node.label)}}}` : `    ${node.id}[${quote(node.label)}]`,
      ),
      "  end",
    ]),
    ...edges.map(([from, to]) => `  ${from} --> ${to}`),
    "",
  ].join("\n");
}

function dot({ title, clusters, edges }: Graph): string {
  const quote = (text: string) => `"${plainLine(text).replace(/["\\]/g, "\\$&")}"`;
  return [
    `digraph ${quote(title)} {`,
    "  rankdir=TB; node [shape=box, fontname=sans-serif]; fontname=sans-serif;",
    ...clusters.flatMap(({ id, label, nodes }) => [
      `  subgraph cluster_${id} {`,
      `    label=${quote(label)};`,
      ...nodes.map(
        (node) => `    ${node.id} [label=${quote(node.label)}${node.kind === "gate" ? ", shape=hexagon" : ""}];`,
      ),
      "  }",
    ]),
    ...edges.map(([from, to]) => `  ${from} -> ${to};`),
    "}",
    "",
  ].join("\n");
}

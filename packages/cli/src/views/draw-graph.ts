import type { Graph } from "./graph.ts";
import { widthOf } from "./layout.ts";
import { plainLine } from "./plain.ts";

/** In pixels. */
const size = { row: 34, gap: 26, margin: 20, head: 30, column: 7.4, padding: 28 } as const;

type Node = Graph["clusters"][number]["nodes"][number];

interface Box {
  readonly node: Node;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

interface Band {
  readonly label: string;
  readonly y: number;
  readonly height: number;
  readonly boxes: readonly Box[];
}

/** A graph as an SVG page of its own: stages from top to bottom, in each the rows in the order they can begin in. */
export function drawGraph({ title, clusters, edges }: Graph): string {
  const rows = clusters.map(({ nodes }) => rowsOf(nodes, edges));
  const widths = rows.flat().map((row) => row.reduce((sum, node) => sum + widthOfNode(node) + size.gap, -size.gap));
  const labels = [title, ...clusters.map(({ label }) => label)].map((label) => widthOf(label) * size.column);
  const inner = Math.max(...widths, ...labels, 200);
  const bands: Band[] = [];
  let y: number = size.margin + size.head;
  for (const [at, { label }] of clusters.entries()) {
    const own = rows[at] ?? [];
    const height = size.head + own.length * (size.row + size.gap);
    const boxes = own.flatMap((row, place) => placed(row, y + size.head + place * (size.row + size.gap), inner));
    bands.push({ label, y, height, boxes });
    y += height + size.gap;
  }
  const boxes = new Map(bands.flatMap((band) => band.boxes).map((box) => [box.node.id, box]));
  const [width, height] = [round(inner + 4 * size.margin), round(y)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="#1f2328">`,
    `<title>${escape(title)}</title>`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#59636e"/></marker></defs>',
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="${size.margin}" y="${size.margin + 8}" font-weight="bold" font-size="15">${escape(title)}</text>`,
    ...bands.flatMap((band) => [
      `<rect x="${size.margin}" y="${band.y}" width="${round(inner + 2 * size.margin)}" height="${band.height}" rx="6" fill="#f6f8fa" stroke="#d1d9e0"/>`,
      `<text x="${size.margin + 10}" y="${band.y + 19}" font-weight="bold">${escape(band.label)}</text>`,
    ]),
    ...edges.flatMap(([from, to]) => arrow(boxes.get(from), boxes.get(to))),
    ...[...boxes.values()].map(shape),
    "</svg>",
    "",
  ].join("\n");
}

/** Each node in the row after the last of those in its stage that lead to it. */
function rowsOf(nodes: readonly Node[], edges: Graph["edges"]): readonly (readonly Node[])[] {
  const row = new Map<string, number>();
  const own = new Set(nodes.map(({ id }) => id));
  // Gates come first and steps in the order of the plan, so what leads to a node has its row already.
  for (const { id } of nodes) {
    const before = edges.flatMap(([from, to]) => (to === id && own.has(from) ? [row.get(from) ?? 0] : []));
    row.set(id, Math.max(-1, ...before) + 1);
  }
  const count = Math.max(-1, ...row.values()) + 1;
  return Array.from({ length: count }, (_, at) => nodes.filter(({ id }) => row.get(id) === at));
}

function placed(row: readonly Node[], y: number, inner: number): readonly Box[] {
  const total = row.reduce((sum, node) => sum + widthOfNode(node) + size.gap, -size.gap);
  let x = 2 * size.margin + (inner - total) / 2;
  return row.map((node) => {
    const width = widthOfNode(node);
    const box = { node, x: round(x), y, width };
    x += width + size.gap;
    return box;
  });
}

function widthOfNode({ label }: Node): number {
  return round(widthOf(label) * size.column + size.padding);
}

function shape({ node, x, y, width }: Box): string {
  const [right, bottom, middle] = [round(x + width), y + size.row, y + size.row / 2];
  const outline =
    node.kind === "step"
      ? `<rect x="${x}" y="${y}" width="${width}" height="${size.row}" rx="4" fill="#ffffff" stroke="#59636e"/>`
      : `<path d="M${x} ${middle} ${x + 10} ${y}H${right - 10}L${right} ${middle} ${right - 10} ${bottom}H${x + 10}z" fill="#fff8c5" stroke="#9a6700"/>`;
  return `${outline}<text x="${round(x + width / 2)}" y="${middle + 4.5}" text-anchor="middle">${escape(node.label)}</text>`;
}

function arrow(from: Box | undefined, to: Box | undefined): readonly string[] {
  if (!from || !to) return [];
  const [x1, y1, x2, y2] = [round(from.x + from.width / 2), from.y + size.row, round(to.x + to.width / 2), to.y];
  const bend = round((y1 + y2) / 2);
  return [
    `<path d="M${x1} ${y1}C${x1} ${bend} ${x2} ${bend} ${x2} ${y2}" fill="none" stroke="#59636e" marker-end="url(#arrow)"/>`,
  ];
}

/** XML has no place for U+FFFE and U+FFFF at all. */
function escape(text: string): string {
  return plainLine(text)
    .replace(/[\ufffe\uffff]/g, "")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

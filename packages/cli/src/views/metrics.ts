import type { Measure, Metrics } from "@relspec/core";
import { columns } from "./layout.ts";
import { plainLine } from "./plain.ts";
import type { Style } from "./style.ts";
import { count } from "./words.ts";

const titles = {
  deploymentFrequency: "deployment frequency",
  changeLeadTime: "change lead time, median",
  failedDeploymentRecoveryTime: "failed deployment recovery time, median",
  changeFailRate: "change fail rate",
  deploymentReworkRate: "deployment rework rate",
} as const satisfies Record<keyof Metrics["dora"], string>;
const names = Object.keys(titles) as (keyof typeof titles)[];

export function renderMetrics(metrics: Metrics, style: Style): string {
  const { dora, rework, time, gates, releases, incidents } = metrics;
  const costly = gates.filter(({ waited, refused }) => waited > 0 || refused > 0).slice(0, 10);
  return [
    style.bold(`${count(releases.released, "release")}, ${count(incidents.opened, "incident")}`),
    ...columns(
      names.map((name) => [`  ${titles[name]}`, shown(dora[name]), style.dim(basis(dora[name]))]),
      style.width,
    ),
    "",
    style.bold("Rework"),
    `  ${count(rework.cycles, "cycle")}: ${count(rework.rejections, "rejection")}, ${count(rework.again, "release")} begun again; ${count(rework.wentBack, "environment")} went back`,
    "",
    style.bold("Time"),
    `  working ${shown(time.working)}, waiting ${shown(time.waiting)}`,
    ...(costly.length === 0 ? [] : ["", style.bold("Gates, by what waiting on them has cost")]),
    ...columns(
      costly.map(({ gate, waited, blocked, refused }) => [
        `  ${plainLine(gate, 100)}`,
        lasting(waited),
        `${count(blocked, "release")} waited, ${count(refused, "refusal")}`,
      ]),
      style.width,
    ),
  ].join("\n");
}

/** OpenMetrics 1.0: gauges in base units, one line each, `# EOF` at the end. What has no data is left out. */
export function openMetrics({ dora, rework, time, gates, releases, incidents }: Metrics): string {
  const lines: string[] = [];
  const gauge = (
    name: string,
    help: string,
    samples: readonly (readonly [string, number | null])[],
    unit = "",
  ): void => {
    const known = samples.filter(([, value]) => value !== null);
    if (known.length === 0) return;
    const full = `relspec_${name}${unit === "" ? "" : `_${unit}`}`;
    lines.push(`# TYPE ${full} gauge`, ...(unit === "" ? [] : [`# UNIT ${full} ${unit}`]), `# HELP ${full} ${help}`);
    for (const [labels, value] of known) lines.push(`${full}${labels} ${value}`);
  };
  gauge("releases", "Releases by how they ended.", [
    ['{outcome="released"}', releases.released],
    ['{outcome="undone"}', releases.undone],
    ['{outcome="open"}', releases.open],
  ]);
  gauge("deployments_per_week", "Deployment frequency.", [["", dora.deploymentFrequency.value]]);
  gauge("change_lead_time", "Median time from a commit to its release.", [["", dora.changeLeadTime.value]], "seconds");
  gauge(
    "recovery_time",
    "Median time to recover from a failed deployment.",
    [["", dora.failedDeploymentRecoveryTime.value]],
    "seconds",
  );
  gauge("change_fail", "Deployments that failed.", [["", dora.changeFailRate.value]], "ratio");
  gauge("deployment_rework", "Deployments that nobody had planned.", [["", dora.deploymentReworkRate.value]], "ratio");
  gauge("rework_cycles", "Times that releases went back to building.", [["", rework.cycles]]);
  gauge("incidents", "Incidents.", [
    ['{state="opened"}', incidents.opened],
    ['{state="unresolved"}', incidents.unresolved],
  ]);
  gauge("working_time", "Time that stages were under way.", [["", time.working.value]], "seconds");
  gauge("waiting_time", "Time that gates were closed.", [["", time.waiting.value]], "seconds");
  gauge(
    "gate_waited",
    "Time waited for a gate.",
    gates.map(({ gate, waited }) => [`{gate="${label(gate)}"}`, waited]),
    "seconds",
  );
  gauge(
    "gate_refusals",
    "How often a gate said no.",
    gates.map(({ gate, refused }) => [`{gate="${label(gate)}"}`, refused]),
  );
  return `${lines.join("\n")}\n# EOF\n`;
}

/** The five measures, and time as one bar; the same bytes for the same figures. */
export function drawMetrics({ dora, time }: Metrics): string {
  const rows = names.map((name, at) => {
    const y = 40 + at * 34;
    const width = bar(dora[name]);
    return [
      `<text x="20" y="${y + 14}">${titles[name]}</text>`,
      `<rect x="330" y="${y}" width="240" height="18" class="rail"/>`,
      ...(width === null ? [] : [`<rect x="330" y="${y}" width="${width}" height="18" class="bar"/>`]),
      `<text x="585" y="${y + 14}">${shown(dora[name])}</text>`,
    ].join("");
  });
  const [working, waiting] = [time.working.value ?? 0, time.waiting.value ?? 0];
  const part = working + waiting === 0 ? 0 : Math.round((240 * working) / (working + waiting));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="760" height="260" role="img" aria-label="Figures of the releases">
<style>text{font:13px system-ui,sans-serif;fill:#222}.rail{fill:#e6e6e6}.bar{fill:#2f6f9f}.wait{fill:#c9822b}@media(prefers-color-scheme:dark){text{fill:#ddd}.rail{fill:#333}}</style>
${rows.join("\n")}
<text x="20" y="224">working and waiting</text><rect x="330" y="210" width="240" height="18" class="rail"/><rect x="330" y="210" width="${part}" height="18" class="bar"/>${working + waiting === 0 ? "" : `<rect x="${330 + part}" y="210" width="${240 - part}" height="18" class="wait"/>`}<text x="585" y="224">${lasting(working)} / ${lasting(waiting)}</text>
</svg>
`;
}

/** Ratios are of one; frequencies of one a day; times on a scale of decades from a minute to a year. */
function bar({ value, unit }: Measure): number | null {
  if (value === null) return null;
  const share =
    unit === "ratio" ? value : unit === "per week" ? value / 7 : Math.log(Math.max(1, value / 60)) / Math.log(525_600);
  return Math.round(240 * Math.min(1, Math.max(0, share)));
}

function shown({ value, unit }: Measure): string {
  if (value === null) return "no data";
  if (unit === "ratio") return `${Math.round(value * 1000) / 10} %`;
  return unit === "per week" ? `${Math.round(value * 100) / 100} a week` : lasting(value);
}

function basis({ of }: Measure): string {
  return `of ${of}`;
}

function lasting(seconds: number): string {
  const units = [
    ["d", 86_400],
    ["h", 3_600],
    ["min", 60],
  ] as const;
  const at = units.find(([, size]) => seconds >= size);
  return at === undefined ? `${Math.round(seconds)} s` : `${Math.round((seconds / at[1]) * 10) / 10} ${at[0]}`;
}

function label(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

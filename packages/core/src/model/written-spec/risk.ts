import { riskFactors } from "../risk.ts";
import { listOrMap, text, texts } from "./common.ts";
import { gates } from "./steps.ts";

const weight = { type: "number", minimum: 0, maximum: 1000 } as const;
const about = {
  size: "Points for many files; all of them from 99 on.",
  owners: "Points for many owners (CODEOWNERS), or areas where none are named; all of them from five on.",
  migrations: "Points for a migration.",
  configuration: "Points for configuration.",
  dependencies: "Points for changed dependencies.",
  breaking: "Points for a breaking change.",
  newcomers: "Points for people with no commit in the last release; all of them from two on.",
  age: "Points for how long changes have piled up; all of them from 30 days on.",
  failures:
    "Points for how many of the last ten releases failed, were undone or rolled back; all of them where each did.",
} as const satisfies Record<(typeof riskFactors)[number], string>;

const tier = {
  type: "object",
  additionalProperties: false,
  required: ["name", "at"],
  properties: {
    name: text("Name of the tier, for example high."),
    at: { type: "number", minimum: 0, description: "Points from which on it holds." },
    gates: { ...gates, description: "What it asks for at the least, before prepare." },
  },
} as const;

/** What stands under `risk`. */
export const risk = {
  type: "object",
  additionalProperties: false,
  description: "How risk is told, and what it asks for.",
  properties: {
    weights: {
      type: "object",
      additionalProperties: false,
      description: "Points that each reason gives at its fullest.",
      properties: Object.fromEntries(
        riskFactors.map((factor) => [factor, { ...weight, description: about[factor] }]),
      ) as Record<(typeof riskFactors)[number], typeof weight & { readonly description: string }>,
    },
    tiers: listOrMap(tier, "Tiers with the points they begin at; the highest that is reached holds."),
    paths: {
      type: "object",
      additionalProperties: false,
      description: "Globs of files that count as a kind, in place of the usual ones.",
      properties: {
        migrations: texts("Migrations."),
        configuration: texts("Configuration."),
        dependencies: texts("Lists of dependencies."),
      },
    },
  },
} as const;

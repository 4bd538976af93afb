import type { JsonObject } from "../model/json.ts";
import type { RiskFactor, RiskSpec } from "../model/risk.ts";
import type { GateKind } from "../plugin/gate.ts";
import { named } from "./named.ts";
import { normaliseGates } from "./normalise-steps.ts";

const weights: Readonly<Record<RiskFactor, number>> = {
  size: 20,
  owners: 10,
  migrations: 30,
  configuration: 10,
  dependencies: 10,
  breaking: 20,
  newcomers: 10,
  age: 10,
  failures: 20,
};

const paths: RiskSpec["paths"] = {
  migrations: ["**/migrations/**", "**/migrate/**", "**/*.sql"],
  configuration: [
    "**/*.{yaml,yml,toml,ini,env,properties,conf,tf,tfvars}",
    "**/{Dockerfile,Containerfile}",
    "**/config/**",
  ],
  dependencies: [
    "**/{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,deno.lock}",
    "**/{Cargo.lock,go.sum,poetry.lock,uv.lock,requirements.txt,Gemfile.lock,composer.lock}",
    "**/{pom.xml,build.gradle,build.gradle.kts,gradle.lockfile,Directory.Packages.props}",
  ],
};

const tiers: RiskSpec["tiers"] = [
  { name: "low", at: 0, gates: [] },
  { name: "medium", at: 30, gates: [] },
  { name: "high", at: 60, gates: [] },
];

/** How risk is told, with every default written out. Without tiers of its own a spec has low, medium and high, which ask for nothing. */
export function normaliseRisk(given: JsonObject, kinds: Readonly<Record<string, GateKind>>): RiskSpec {
  const own = named<JsonObject & { readonly name: string }>(given["tiers"]).map((each) => ({
    name: each.name,
    at: (each["at"] ?? 0) as number,
    gates: normaliseGates(each["gates"], kinds),
  }));
  const sorted = own.sort((one, other) => one.at - other.at);
  const lowest = sorted[0]?.at === 0 ? [] : [{ name: "low", at: 0, gates: [] }];
  return {
    weights: { ...weights, ...(given["weights"] as Partial<typeof weights> | undefined) },
    paths: { ...paths, ...(given["paths"] as Partial<typeof paths> | undefined) },
    tiers: own.length > 0 ? [...lowest, ...sorted] : tiers,
  };
}

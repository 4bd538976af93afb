import { digestOf } from "../model/digest.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Issuer } from "../model/proof.ts";
import {
  type AimSpec,
  apiVersion,
  type Audience,
  type DocumentSpec,
  type GroupSpec,
  type Need,
  type PackageSpec,
  type PluginUse,
  type Role,
  type Spec,
  stageNames,
  type StageSpec,
  type WaiverRule,
} from "../model/spec.ts";
import type { GateKind } from "../plugin/gate.ts";
import { named } from "./named.ts";
import { normaliseEnvironments } from "./normalise-environment.ts";
import { normaliseAcceptance, placeAcceptance } from "./normalise-acceptance.ts";
import { normaliseNotes } from "./normalise-notes.ts";
import { normaliseEnablement, normaliseRequirements, placeEnablement } from "./normalise-release-plan.ts";
import { normaliseGates, normaliseSteps } from "./normalise-steps.ts";
import { ledgerOf } from "./ledger-of.ts";
import { scheduleOf } from "./schedule-of.ts";
import { normaliseControls } from "./normalise-controls.ts";
import { normaliseRisk } from "./normalise-risk.ts";
import { normaliseTracks } from "./normalise-tracks.ts";
import { normaliseVersion } from "./normalise-version.ts";
import { normaliseFreezes, normaliseWindows } from "./normalise-windows.ts";
import { isObject } from "./read-spec.ts";

/** The spec as the engine reads it, from one that is valid: every default and shorthand written out, frozen. */
export function normaliseSpec(
  written: JsonObject,
  plugins: readonly PluginUse[],
  kinds: Readonly<Record<string, GateKind>>,
  floor: { readonly preset: string; readonly digest: string } | null,
): Spec {
  const part = (key: string): JsonObject => (isObject(written[key]) ? written[key] : {});
  const policy = part("policy");
  const stages = part("stages");
  const enablement = normaliseEnablement(written["enablement"]);
  const acceptance = normaliseAcceptance(written);
  const spec: Spec = {
    apiVersion,
    name: written["name"] as string,
    plugins,
    packages: packagesOf(written["packages"]),
    groups: groupsOf(written),
    version: normaliseVersion(part("version")),
    ledger: ledgerOf(written["ledger"] ?? "auto"),
    executor: "local",
    concurrency: (written["concurrency"] ?? "queue") as Spec["concurrency"],
    roles: Object.entries(part("roles")).map(([name, given]) => roleOf(name, given)),
    policy: {
      identity: (policy["identity"] ?? "verified") as Spec["policy"]["identity"],
      separation: (policy["separation"] ?? ["authors"]) as Spec["policy"]["separation"],
      ...(policy["issuers"] !== undefined && { issuers: named<Issuer>(policy["issuers"]) }),
      wayBack: (policy["way-back"] ?? []) as readonly string[],
      ...(floor && { floor: { preset: floor.preset, digest: floor.digest } }),
      ...(policy["waivers"] !== undefined && { waivers: policy["waivers"] as unknown as readonly WaiverRule[] }),
    },
    stages: placeAcceptance(
      placeEnablement(
        stageNames.map((name) => stageOf(name, isObject(stages[name]) ? stages[name] : {}, kinds)),
        enablement,
      ),
      acceptance,
    ),
    windows: normaliseWindows(written["windows"]),
    freezes: normaliseFreezes(written["freezes"]),
    schedule: scheduleOf(written["schedule"]),
    controls: normaliseControls(written["controls"]),
    needs: named<Need>(written["needs"]),
    risk: isObject(written["risk"]) ? normaliseRisk(written["risk"], kinds) : null,
    audiences: named<Audience>(written["audiences"]).map((audience) => ({
      ...audience,
      moments: audience.moments ?? ["live"],
    })),
    documents: named<DocumentSpec>(written["documents"]).map((document) => ({
      ...document,
      format: document.format ?? "markdown",
    })),
    notes: normaliseNotes(part("notes")),
    requirements: normaliseRequirements(written["requirements"]),
    enablement,
    acceptance,
    aims: ((written["aims"] ?? []) as readonly (string | AimSpec)[]).map((aim) =>
      typeof aim === "string" ? { aim } : aim,
    ),
    tracks: normaliseTracks(written["tracks"]),
    digest: digestOf(withoutEditorKey(written)),
  };
  return freeze(spec);
}

/** Under `packages` or beside it. In a map of packages by name, `groups` is never a package. */
function groupsOf(written: JsonObject): readonly GroupSpec[] {
  const { packages } = written;
  return [
    ...named<GroupSpec>(isObject(packages) ? packages["groups"] : undefined),
    ...named<GroupSpec>(written["groups"]),
  ];
}

function packagesOf(given: Json | undefined): "auto" | readonly PackageSpec[] {
  const value = isObject(given) ? without(given, "groups") : given;
  if (value === undefined || value === "auto") return "auto";
  if (isObject(value) && isObject(given) && "groups" in given && Object.keys(value).length === 0) return "auto";
  return named<Partial<PackageSpec> & { readonly name: string }>(value).map((each) => ({
    path: ".",
    private: false,
    ...each,
  }));
}

function roleOf(name: string, given: Json): Role {
  if (Array.isArray(given)) return { name, members: given as Role["members"], quorum: 1 };
  return { name, quorum: 1, ...(given as unknown as Pick<Role, "members">) };
}

function stageOf(name: StageSpec["name"], given: JsonObject, kinds: Readonly<Record<string, GateKind>>): StageSpec {
  const environments = normaliseEnvironments(given["environments"], kinds);
  return { name, gates: normaliseGates(given["gates"], kinds), steps: normaliseSteps(given["steps"]), environments };
}

function without(given: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([name]) => name !== key));
}

/** `$schema` is for editors and `extends` has been carried out; neither changes what is released. */
function withoutEditorKey({ $schema: _, extends: __, ...rest }: JsonObject): JsonObject {
  return rest;
}

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}

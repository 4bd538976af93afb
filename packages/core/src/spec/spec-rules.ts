import type { EnvironmentSpec, GateSpec, Spec, StepSpec } from "../model/spec.ts";
import type { LoadedPlugin } from "../plugin/loaded-plugin.ts";
import { closest } from "../schema/closest.ts";
import { pointerOf } from "../schema/pointer.ts";
import { cohortHasMembers } from "./acceptance-rule.ts";
import { compatIsKept } from "./compat-rule.ts";
import { approvalsCanBeProven } from "./identity-rules.ts";
import { placeRules } from "./place-rules.ts";
import { stepRules } from "./step-rules.ts";
import { versionRules } from "./version-rules.ts";
import { controlRule } from "./normalise-controls.ts";
import { windowRules } from "./window-rules.ts";

interface Contradiction {
  readonly pointer: string;
  readonly message: string;
  readonly suggestions: readonly string[];
  /** `warning`: it can be carried out, and is hardly what was meant. Default `error`. */
  readonly severity?: "warning";
}

/** Finds what contradicts in a spec whose parts are valid each on its own. */
export type SpecRule = (spec: Spec, context: { readonly plugins: readonly LoadedPlugin[] }) => readonly Contradiction[];

export const specRules: readonly SpecRule[] = [
  gatesNameDeclaredRoles,
  idsAreUnique,
  environmentsComeInOrder,
  announcersExist,
  quorumsCanBeReached,
  ...versionRules,
  approvalsCanBeProven,
  ...placeRules,
  ...stepRules,
  groupsAreDeclared,
  compatIsKept,
  ...windowRules,
  cohortHasMembers,
  controlRule,
];

interface Unit {
  readonly path: readonly (string | number)[];
  readonly gates: readonly GateSpec[];
  readonly steps: readonly StepSpec[];
}

function unitsOf(spec: Spec): readonly Unit[] {
  const tiers = (spec.risk?.tiers ?? []).map(({ name, gates }) => ({
    path: ["risk", "tiers", name],
    gates,
    steps: [],
  }));
  return [...tiers, ...stageUnits(spec)];
}

function stageUnits(spec: Spec): readonly Unit[] {
  return spec.stages.flatMap((stage) => [
    { path: ["stages", stage.name], gates: stage.gates, steps: stage.steps },
    ...stage.environments.map(({ gates, steps }, index) => ({
      path: ["stages", stage.name, "environments", index],
      gates,
      steps,
    })),
  ]);
}

function gatesNameDeclaredRoles(spec: Spec): readonly Contradiction[] {
  const known = spec.roles.map(({ name }) => name);
  return unitsOf(spec).flatMap(({ path, gates }) =>
    gates.flatMap(({ kind, options }, index) => {
      if (kind !== "approval") return [];
      const single = typeof options["role"] === "string" ? [options["role"]] : [];
      const all = Array.isArray(options["allOf"])
        ? options["allOf"].map((each: { readonly role?: string }) => each.role ?? "")
        : [];
      return [...single, ...all]
        .filter((role) => !known.includes(role))
        .map((role) => {
          const near = closest(role, known);
          return {
            pointer: pointerOf([...path, "gates", index, "approval"]),
            message: `The gate asks for the role "${role}", which is not declared.`,
            suggestions: [
              near === undefined ? `Declare it: \`roles: { ${role}: [{ email: … }] }\`.` : `Did you mean \`${near}\`?`,
            ],
          };
        });
    }),
  );
}

function idsAreUnique(spec: Spec): readonly Contradiction[] {
  return unitsOf(spec).flatMap(({ path, gates, steps }) =>
    (["gates", "steps"] as const).flatMap((part) => {
      const ids = (part === "gates" ? gates : steps).map(({ id }) => id);
      return ids.flatMap((id, index) =>
        ids.indexOf(id) < index
          ? [
              {
                pointer: pointerOf([...path, part, index]),
                message: `There are two ${part} with the id "${id}".`,
                suggestions: ["Give one of them another `id`."],
              },
            ]
          : [],
      );
    }),
  );
}

function environmentsComeInOrder(spec: Spec): readonly Contradiction[] {
  return spec.stages.flatMap(({ name, environments }) =>
    environments.flatMap((environment, index) => {
      const names = environments.map((each) => each.name);
      const pointer = pointerOf(["stages", name, "environments", index, "requires"]);
      const twice = names.indexOf(environment.name) < index;
      return [
        ...(twice
          ? [
              {
                pointer,
                message: `There are two environments "${environment.name}".`,
                suggestions: ["Rename one of them."],
              },
            ]
          : []),
        ...environment.requires
          .filter((required) => !names.includes(required))
          .map((required) => ({
            pointer,
            message: `"${environment.name}" requires "${required}", which is no environment.`,
            suggestions: [closest(required, names) ?? ""].map((near) =>
              near === ""
                ? `Name one of: ${names.filter((each) => each !== environment.name).join(", ") || "(there is no other)"}.`
                : `Did you mean \`${near}\`?`,
            ),
          })),
        ...(requiresItself(environment.name, environments)
          ? [
              {
                pointer,
                message: `"${environment.name}" requires itself: ${environment.requires.join(", ")}.`,
                suggestions: ["Take one of them out of `requires`."],
              },
            ]
          : []),
        ...environment.rings
          .filter((ring, at) => environment.rings.indexOf(ring) < at)
          .map((ring) => ({
            pointer: pointerOf(["stages", name, "environments", index, "rings"]),
            message: `There are two rings "${ring}" in "${environment.name}".`,
            suggestions: ["Name each ring once."],
          })),
      ];
    }),
  );
}

function requiresItself(name: string, environments: readonly EnvironmentSpec[]): boolean {
  const seen = new Set<string>();
  const reach = (from: string): boolean =>
    (environments.find((each) => each.name === from)?.requires ?? []).some(
      (next) => next === name || (!seen.has(next) && (seen.add(next), reach(next))),
    );
  return reach(name);
}

function announcersExist(
  spec: Spec,
  { plugins }: { readonly plugins: readonly LoadedPlugin[] },
): readonly Contradiction[] {
  const known = plugins.flatMap(({ contributions }) => Object.keys(contributions.announcers ?? {}));
  return spec.audiences.flatMap(({ announcer }, index) =>
    known.includes(announcer)
      ? []
      : [
          {
            pointer: pointerOf(["audiences", index, "announcer"]),
            message: `None of the plugins in use carries messages as "${announcer}".`,
            suggestions: [
              known.length > 0
                ? `Use one of: ${known.join(", ")}.`
                : `Add the plugin to the spec: \`plugins: { ${announcer}: {} }\`.`,
            ],
          },
        ],
  );
}

function quorumsCanBeReached(spec: Spec): readonly Contradiction[] {
  return spec.roles
    .filter(({ quorum, members }) => quorum > members.length)
    .map(({ name, quorum, members }) => ({
      pointer: pointerOf(["roles", name, "quorum"]),
      message: `The role "${name}" asks for ${quorum} approvals and has ${members.length} member${members.length === 1 ? "" : "s"}.`,
      suggestions: ["Add members, or lower the quorum."],
    }));
}

function groupsAreDeclared({ packages, groups }: Spec): readonly Contradiction[] {
  const known = groups.map(({ name }) => name);
  const twice = known.filter((name, index) => known.indexOf(name) < index);
  const unknown = (packages === "auto" ? [] : packages).flatMap(({ name, group }) =>
    group === undefined || known.includes(group) ? [] : [{ name, group }],
  );
  return [
    ...twice.map((name) => ({
      pointer: "/groups",
      message: `There are two groups "${name}".`,
      suggestions: ["Rename one of them."],
    })),
    ...unknown.map(({ name, group }) => ({
      pointer: "/packages",
      message: `The package "${name}" names the group "${group}", which is not declared.`,
      suggestions: [closest(group, known) ?? ""].map((near) =>
        near === ""
          ? `Declare it: \`groups: { ${group}: { kind: fixed, packages: [] } }\`.`
          : `Did you mean \`${near}\`?`,
      ),
    })),
  ];
}

import type { Json, JsonObject } from "@relspec/core";
import { fillTemplate } from "./fill-template.ts";
import { type Account, isRecord, recordOf, textsOf, withoutEmpty } from "./migration.ts";
import { githubPart, gitlabPart } from "./semantic-release-forges.ts";
import type { Part, PartReader } from "./semantic-release-part.ts";
import { shellStep } from "./shell-step.ts";

/** The work of one plugin, with its options. A plugin that relspec does not know is left, and said so. */
export function readSemanticReleasePlugin(
  name: string,
  options: Readonly<Record<string, unknown>>,
  account: Account,
): Part {
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (reader) return reader(options, account);
  account.leave(
    name,
    similar[name] ??
      "relspec has no plugin for it. What its program does can be a step: `uses: exec/run`, or `exec/once`.",
  );
  return {};
}

/** Plugins of other people whose work relspec's do in another way, which cannot be told from their options. */
const similar: Readonly<Record<string, string>> = {
  "semantic-release-slack-bot":
    'Add the plugin slack, with an audience: `audiences: { team: { announcer: slack, to: ["#releases"], moments: [live] } }`.',
  "semantic-release-docker": "Add the plugin docker: `docker: { image: REGISTRY/NAME }`.",
  "@codedependant/semantic-release-docker": "Add the plugin docker: `docker: { image: REGISTRY/NAME }`.",
  "semantic-release-jira-releases": "Add the plugin jira.",
  "@semantic-release/error": "It is not needed.",
  "semantic-release-monorepo":
    "relspec finds the packages of a workspace by itself: take `version.compat` out for versions by package.",
};

const presets = ["angular", "conventionalcommits"];
const bumps = ["major", "minor", "patch"];

const analyzer: PartReader = (options, account) => {
  const { preset, releaseRules } = options;
  const named = typeof preset === "string" ? preset.replace(/^conventional-changelog-/, "") : undefined;
  const known = named !== undefined && presets.includes(named);
  if (named !== undefined && known) account.carry("commit-analyzer preset", "version.preset");
  if (named !== undefined && !known)
    account.leave(
      "commit-analyzer preset",
      `relspec reads the presets ${presets.join(" and ")}; "${named}" is not one of them. Say with \`version.rules\` what else asks for a release.`,
    );
  account.rest(options, ["preset", "releaseRules"], "commit-analyzer ");
  if (typeof releaseRules === "string")
    account.leave(
      "commit-analyzer releaseRules",
      `\`${releaseRules}\` is not read. Write its rules to \`version.rules\`.`,
    );
  const rules = Array.isArray(releaseRules) ? releaseRules.flatMap((rule, index) => ruleOf(rule, index, account)) : [];
  if (rules.length > 0) account.carry("commit-analyzer releaseRules", "version.rules");
  return { version: withoutEmpty({ ...(known && { preset: named }), rules }) };
};

function ruleOf(given: unknown, index: number, { leave }: Account): readonly JsonObject[] {
  const { type, scope, subject, breaking, release, ...more } = recordOf(given);
  const key = `commit-analyzer releaseRules[${index}]`;
  const [other] = Object.keys(more);
  if (other !== undefined) {
    leave(key, `It looks at \`${other}\`, which relspec's rules do not.`);
    return [];
  }
  const asked = release === null ? false : release;
  if (asked !== false && !bumps.includes(String(asked))) {
    leave(key, `"${String(asked)}" is not a release that a rule can ask for: major, minor, patch, or false.`);
    return [];
  }
  const texts = Object.entries({ type, scope, subject }).filter(([, value]) => typeof value === "string");
  return [
    {
      ...(Object.fromEntries(texts) as JsonObject),
      ...(typeof breaking === "boolean" && { breaking }),
      release: asked as Json,
    },
  ];
}

/** Titles of the notes, where `presetConfig.types` names them. */
const notes: PartReader = (options, account) => {
  const { types } = recordOf(options["presetConfig"]);
  account.rest(options, ["preset", "presetConfig"], "release-notes-generator ");
  if (!Array.isArray(types)) return {};
  const entries = types.filter(isRecord);
  const groups = Map.groupBy(
    entries.filter(({ section, hidden }) => typeof section === "string" && hidden !== true),
    ({ section }) => section as string,
  );
  account.carry("release-notes-generator presetConfig.types", "notes");
  return {
    notes: withoutEmpty({
      groups: [...groups].map(([name, list]) => ({ name, types: list.flatMap(({ type }) => textsOf(type)) })),
      hidden: entries.filter(({ hidden }) => hidden === true).flatMap(({ type }) => textsOf(type)),
    }),
  };
};

const npm: PartReader = (options, account) => {
  const { npmPublish, pkgRoot } = options;
  account.rest(options, ["npmPublish", "pkgRoot"], "npm ");
  account.carry("@semantic-release/npm", "plugins.npm");
  return {
    plugins: {
      npm: withoutEmpty({
        ...(npmPublish === false && { publish: false }),
        ...(typeof pkgRoot === "string" && pkgRoot !== "." && { root: pkgRoot }),
      }),
    },
  };
};

const changelog: PartReader = (options, account) => {
  const { changelogFile } = options;
  account.rest(options, ["changelogFile"], "changelog ");
  account.carry("@semantic-release/changelog", "plugins.changelog");
  return {
    plugins: { changelog: typeof changelogFile === "string" ? { file: changelogFile.replace(/^\.\//, "") } : {} },
  };
};

const git: PartReader = (options, account) => {
  const { message, assets } = options;
  account.rest(options, ["message", "assets"], "git ");
  account.carry("@semantic-release/git", "plugins.git.commit");
  const text =
    typeof message === "string"
      ? fillTemplate(message, { "nextRelease.version": "version", "nextRelease.notes": "notes" })
      : undefined;
  if (text === null)
    account.leave(
      "git message",
      "It asks for more than the version and the notes. Write `plugins.git.commit.message`.",
    );
  const commit = withoutEmpty({
    message: text ?? undefined,
    paths: assets === false ? [] : textsOf(assets).flatMap((path) => placeOf(path, account)),
  });
  return { plugins: { git: { commit: Object.keys(commit).length === 0 ? true : commit } } };
};

/** A path of a release commit is a file or a folder; of patterns only "all that is in it" is one of these. */
function placeOf(pattern: string, { leave }: Account): readonly string[] {
  const path = pattern.replace(/^\.\//, "").replace(/\/\*\*?(\/\*)?$/, "");
  if (!/[*?[\]{}!]/.test(path)) return [path];
  leave(`git assets ${pattern}`, "A release commit takes files and folders: name them in `plugins.git.commit.paths`.");
  return [];
}

/** Where each command runs in a release. What publishes may not run twice, so relspec asks before it runs it again. */
const commands: readonly (readonly [key: string, stage: "build" | "deploy" | "assess", id: string, uses: string])[] = [
  ["prepareCmd", "build", "prepare", "exec/run"],
  ["publishCmd", "deploy", "publish", "exec/once"],
  ["successCmd", "assess", "success", "exec/once"],
];

const exec: PartReader = (options, account) => {
  const steps: Record<string, Json[]> = {};
  const gates: Json[] = [];
  for (const key of ["verifyConditionsCmd", "verifyReleaseCmd"]) {
    const line = options[key];
    if (typeof line !== "string") continue;
    const step = shellStep(key, line);
    if (step === null)
      account.leave(
        `exec ${key}`,
        "It asks for a value that a gate is not given. Write a gate: `command: { argv: […] }`.",
      );
    else {
      account.carry(`exec ${key}`, "stages.build.gates");
      gates.push({
        command: { argv: (step["with"] as JsonObject)["command"]! },
        id: key === "verifyConditionsCmd" ? "conditions" : "release",
      });
    }
  }
  for (const [key, stage, id, uses] of commands) {
    const line = options[key];
    if (typeof line !== "string") continue;
    const step = shellStep(id, line, uses);
    if (step === null)
      account.leave(
        `exec ${key}`,
        "It asks for more than the version and the commit. Write a step with `env`, see the page of the plugin exec.",
      );
    else {
      account.carry(`exec ${key}`, `stages.${stage}.steps ${id}`);
      // Steps of the spec come before those of plugins, so what follows a publish has to say so.
      steps[stage] = [...(steps[stage] ?? []), stage === "deploy" ? { ...step, needs: ["git/tag"] } : step];
    }
  }
  account.rest(options, ["verifyConditionsCmd", "verifyReleaseCmd", ...commands.map(([key]) => key)], "exec ");
  return { gates, steps };
};

const readers: Readonly<Record<string, PartReader>> = {
  "@semantic-release/commit-analyzer": analyzer,
  "@semantic-release/release-notes-generator": notes,
  "@semantic-release/npm": npm,
  "@semantic-release/changelog": changelog,
  "@semantic-release/git": git,
  "@semantic-release/github": githubPart,
  "@semantic-release/gitlab": gitlabPart,
  "@semantic-release/exec": exec,
};

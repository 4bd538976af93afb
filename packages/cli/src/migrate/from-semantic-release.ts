import type { Json, JsonObject } from "@relspec/core";
import { fillTemplate } from "./fill-template.ts";
import {
  isRecord,
  keepAccount,
  listOf,
  recordOf,
  type Account,
  type Migration,
  type MigrationContext,
  withoutEmpty,
} from "./migration.ts";
import { readSemanticReleasePlugin } from "./semantic-release-plugins.ts";

const defaultPlugins = [
  "@semantic-release/commit-analyzer",
  "@semantic-release/release-notes-generator",
  "@semantic-release/npm",
  "@semantic-release/github",
];

const elsewhere: Readonly<Record<string, string>> = {
  extends: "A shared configuration is not looked into. Run `relspec init --from semantic-release` on what it holds.",
  ci: "`relspec run` works in CI and outside of it.",
  dryRun: "`relspec plan` is the dry run.",
  debug: "Use `--verbose`.",
  repositoryUrl: "Tags go to the git remote `origin`; another one is named by `plugins.git.remote`.",
};

/** A configuration of semantic-release 25: the same versions (`version.compat`), and its plugins' work by relspec's. */
export function fromSemanticRelease({ config }: MigrationContext): Migration {
  const account = keepAccount("semantic-release");
  const parts = listOf(config["plugins"] ?? defaultPlugins)
    .map(pluginOf)
    .map(({ name, options }) => readSemanticReleasePlugin(name, options, account));
  const plugins: Record<string, JsonObject> = { git: {} };
  for (const part of parts)
    for (const [name, options] of Object.entries(part.plugins ?? {})) plugins[name] = { ...plugins[name], ...options };
  const stages: Record<string, Json[]> = {};
  for (const part of parts)
    for (const [stage, steps] of Object.entries(part.steps ?? {})) stages[stage] = [...(stages[stage] ?? []), ...steps];
  const gates = parts.flatMap((part) => part.gates ?? []);
  if (Object.keys(stages).length > 0) plugins["exec"] = {};
  for (const [key, reason] of Object.entries(elsewhere)) if (config[key] !== undefined) account.leave(key, reason);
  for (const key of lifecycle)
    if (config[key] !== undefined) account.leave(key, "Steps are plugins of the list `plugins` today.");
  account.rest(config, ["plugins", "branches", "tagFormat", ...Object.keys(elsewhere), ...lifecycle], "");
  return {
    ...account,
    spec: {
      plugins,
      version: withoutEmpty({
        compat: "semantic-release@25",
        ...Object.assign({ preset: "angular" }, ...parts.map((part) => part.version)),
        ...tagOf(config["tagFormat"], account),
        branches: branchesOf(config["branches"], account),
      }),
      ...withoutEmpty({ notes: withoutEmpty(Object.assign({}, ...parts.map((part) => part.notes))) }),
      ...withoutEmpty({
        stages: withoutEmpty({
          build: withoutEmpty({ gates, steps: stages["build"] ?? [] }),
          deploy: withoutEmpty({ steps: stages["deploy"] ?? [] }),
          assess: withoutEmpty({ steps: stages["assess"] ?? [] }),
        }),
      }),
    },
  };
}

const lifecycle = [
  "verifyConditions",
  "analyzeCommits",
  "verifyRelease",
  "generateNotes",
  "prepare",
  "publish",
  "addChannel",
  "success",
  "fail",
];

/** Its default, written out, so that what is released from where can be read in the spec. */
const defaultBranches: readonly Json[] = [
  "+([0-9])?(.{+([0-9]),x}).x",
  "master",
  "main",
  "next",
  "next-major",
  { name: "beta", prerelease: true },
  { name: "alpha", prerelease: true },
];

function pluginOf(given: unknown): { readonly name: string; readonly options: Readonly<Record<string, unknown>> } {
  if (Array.isArray(given)) {
    const [name, options] = given as readonly unknown[];
    return { name: String(name), options: isRecord(options) ? options : {} };
  }
  const { path, ...options } = recordOf(given);
  if (typeof path === "string") {
    return { name: path, options };
  }
  return { name: typeof given === "string" ? given : "a plugin written into the configuration", options: {} };
}

function tagOf(format: unknown, { carry, leave }: Account): { readonly tag?: string } {
  if (typeof format !== "string") return {};
  const tag = fillTemplate(format, { version: "version" });
  if (tag === null) {
    leave("tagFormat", `\`${format}\` holds more than the version. Write \`version.tag\` yourself.`);
    return {};
  }
  carry("tagFormat", "version.tag");
  return { tag };
}

function branchesOf(given: unknown, { carry, leave }: Account): readonly Json[] {
  if (given === undefined) return defaultBranches;
  carry("branches", "version.branches");
  return listOf(given).flatMap((branch, index): Json[] => {
    if (typeof branch === "string") return [branch];
    if (!isRecord(branch) || typeof branch["name"] !== "string") {
      leave(`branches[${index}]`, "It has no name.");
      return [];
    }
    const { name, channel, range, prerelease } = branch;
    const texts = Object.entries({ channel, range, prerelease }).map(([key, value]) => {
      if (typeof value === "string") return [key, fillTemplate(value, { name: "name" })] as const;
      // `channel: false` is how the tool writes the default channel.
      return [key, value === true ? true : undefined] as const;
    });
    const [unread] = texts.find(([, value]) => value === null) ?? [];
    if (unread !== undefined) {
      // Without what makes it a prerelease or a range it would be a branch of another kind.
      leave(
        `branches[${index}] ${name}`,
        `Its \`${unread}\` is code; only the branch's name can be filled in, as \`{{name}}\`.`,
      );
      return [];
    }
    return [Object.fromEntries([["name", name], ...texts.filter(([, value]) => value !== undefined)]) as JsonObject];
  });
}

import type { Json, JsonObject } from "@relspec/core";
import { fillTemplate } from "./fill-template.ts";
import {
  type Account,
  isRecord,
  keepAccount,
  listOf,
  type Migration,
  type MigrationContext,
  recordOf,
  textsOf,
  withoutEmpty,
} from "./migration.ts";
import { forgeOf, npmOf } from "./release-it-targets.ts";
import { shellStep } from "./shell-step.ts";

type Options = Readonly<Record<string, unknown>>;

/** A configuration of release-it 19 and 20. */
export async function fromReleaseIt({ config, read, tags }: MigrationContext): Promise<Migration> {
  const account = keepAccount("release-it");
  const own = recordOf(config["plugins"]);
  const git = recordOf(config["git"]);
  const versions = versionOf(own, account);
  const commits = config["git"] !== false && git["commit"] !== false;
  const stages = stagesOf(recordOf(config["hooks"]), account);
  const manifest = await read("package.json");
  const publishes = config["npm"] !== false && manifest !== null;
  const changelog = changelogOf(own, account);
  const files = filesOf(recordOf(own["@release-it/bumper"]), account);
  for (const name of Object.keys(own))
    if (!knownPlugins.includes(name))
      account.leave(`plugins ${name}`, "relspec has no plugin for it; a step `exec/run` can run its program.");
  account.rest(config, ["$schema", "git", "npm", "github", "gitlab", "hooks", "plugins"], "");
  return {
    ...account,
    spec: {
      plugins: {
        git: gitOf(git, commits, account),
        ...(publishes && { npm: npmOf(config["npm"], account) }),
        ...(commits && changelog),
        ...forgeOf("github", config["github"], account),
        ...forgeOf("gitlab", config["gitlab"], account),
        ...(Object.keys(stages).length > 0 && { exec: {} }),
      },
      version: withoutEmpty({
        ...versions,
        tag: tagOf(git["tagName"], tags, account),
        ...branchesOf(git["requireBranch"], account),
        files,
      }),
      ...withoutEmpty({ stages }),
    },
  };
}

const knownPlugins = ["@release-it/conventional-changelog", "@release-it/bumper", "@release-it/keep-a-changelog"];

/** release-it asks a person for the version, unless its plugin for conventional commits decides it. */
function versionOf(plugins: Options, { carry, leave }: Account): JsonObject {
  const given = plugins["@release-it/conventional-changelog"];
  if (given === undefined) {
    leave(
      "the question for the next version",
      "relspec takes it from the commits. To decide it yourselves write `version.strategy: manual`, or `Release-As: 2.0.0` into a commit.",
    );
    return {};
  }
  const { preset, ignoreRecommendedBump } = recordOf(given);
  const name = isRecord(preset) ? preset["name"] : preset;
  if (ignoreRecommendedBump === true) {
    carry("@release-it/conventional-changelog ignoreRecommendedBump", "version.strategy");
    return { strategy: "manual" };
  }
  if (name === "angular" || name === "conventionalcommits") {
    carry("@release-it/conventional-changelog preset", "version.preset");
    return { preset: name };
  }
  if (name !== undefined)
    leave("@release-it/conventional-changelog preset", "relspec reads the presets angular and conventionalcommits.");
  return {};
}

function changelogOf(plugins: Options, { carry, leave }: Account): Readonly<Record<string, JsonObject>> {
  const conventional = recordOf(plugins["@release-it/conventional-changelog"]);
  const kept = plugins["@release-it/keep-a-changelog"];
  for (const key of [
    "header",
    "writerOpts",
    "parserOpts",
    "whatBump",
    "context",
    "strictSemVer",
    "commitsOpts",
    "gitRawCommitsOpts",
  ])
    if (conventional[key] !== undefined)
      leave(`@release-it/conventional-changelog ${key}`, "Say with `notes` and `version.rules` what it is for.");
  if (typeof conventional["infile"] === "string") {
    carry("@release-it/conventional-changelog infile", "plugins.changelog.file");
    return { changelog: { file: conventional["infile"] } };
  }
  if (kept === undefined) return {};
  const { filename } = recordOf(kept);
  carry("@release-it/keep-a-changelog", "plugins.changelog");
  return { changelog: typeof filename === "string" ? { file: filename } : {} };
}

function gitOf(git: Options, commits: boolean, account: Account): JsonObject {
  const { carry, leave } = account;
  const { commitMessage, tagAnnotation, push, pushRepo, requireCleanWorkingDir } = git;
  const fill = (key: string, value: unknown, fallback: string) => {
    const text = fillTemplate(typeof value === "string" ? value : fallback, {
      version: "version",
      tagName: "tag",
      changelog: "notes",
    });
    if (text === null) leave(`git.${key}`, "It asks for a value that relspec does not have there.");
    return text ?? undefined;
  };
  if (typeof commitMessage === "string") carry("git.commitMessage", "plugins.git.commit.message");
  if (typeof tagAnnotation === "string") carry("git.tagAnnotation", "plugins.git.message");
  if (requireCleanWorkingDir === false)
    leave("git.requireCleanWorkingDir", "What is released is a commit: tracked files with changes are always refused.");
  const remote = typeof pushRepo === "string" && /^[\w.-]+$/.test(pushRepo) ? pushRepo : undefined;
  if (pushRepo !== undefined && remote === undefined)
    leave("git.pushRepo", "Tags go to a remote that has a name: `plugins.git.remote`.");
  const signs = [...textsOf(git["tagArgs"]), ...textsOf(git["commitArgs"])].some((arg) =>
    /^(-s|-S|--sign|--gpg-sign)$/.test(arg),
  );
  if (signs) carry("git.tagArgs", "plugins.git.sign");
  const unread = ["tagArgs", "commitArgs"].filter((key) =>
    textsOf(git[key]).some((arg) => !/^(-s|-S|--sign|--gpg-sign)$/.test(arg)),
  );
  for (const key of unread) leave(`git.${key}`, "git is called with relspec's own arguments.");
  if (push === false) carry("git.push", "plugins.git.push");
  account.rest(
    git,
    [
      "commit",
      "commitMessage",
      "tag",
      "tagName",
      "tagAnnotation",
      "push",
      "pushRepo",
      "requireCleanWorkingDir",
      "requireBranch",
      "requireUpstream",
      "requireCommits",
      "tagArgs",
      "commitArgs",
    ],
    "git.",
  );
  const message = fill("commitMessage", commitMessage, "Release ${version}");
  return withoutEmpty({
    ...(commits && { commit: message === undefined ? true : { message } }),
    ...(typeof tagAnnotation === "string" && { message: fill("tagAnnotation", tagAnnotation, "") }),
    ...(push === false && { push: false }),
    remote,
    ...(signs && { sign: true }),
  });
}

/** Without a name in the configuration, release-it goes by the newest tag: with a `v` or without. */
function tagOf(name: unknown, tags: readonly string[], { carry, leave }: Account): string | undefined {
  if (typeof name !== "string") return tags[0] !== undefined && /^\d/.test(tags[0]) ? "{{version}}" : undefined;
  const tag = fillTemplate(name, { version: "version" });
  if (tag === null) leave("git.tagName", `\`${name}\` holds more than the version. Write \`version.tag\` yourself.`);
  else carry("git.tagName", "version.tag");
  return tag ?? undefined;
}

function branchesOf(given: unknown, { carry, leave }: Account): { readonly branches?: readonly Json[] } {
  const names = textsOf(given).filter((name) => !name.startsWith("!"));
  if (names.length === 0) return {};
  if (names.length > 1)
    leave(
      "git.requireBranch",
      "Of several branches relspec takes the first for the main one, and the others for channels of their own.",
    );
  carry("git.requireBranch", "version.branches");
  return { branches: names };
}

/** Where each hook runs; `after:release` and its like see a release that is out, and are not run twice without a question. */
function stagesOf(hooks: Options, { carry, leave }: Account): JsonObject {
  const build: Json[] = [];
  const assess: Json[] = [];
  for (const [hook, lines] of Object.entries(hooks)) {
    const late = /^after:(.*:)?(release|publish)$/.test(hook);
    for (const [index, line] of listOf(lines).entries()) {
      const id = `${hook.replaceAll(/[^a-z0-9]+/gi, "-")}${index === 0 ? "" : `-${index + 1}`}`;
      const step = typeof line === "string" ? shellStep(id, line, late ? "exec/once" : "exec/run") : null;
      if (step === null)
        leave(
          `hooks ${hook}`,
          "It asks for more than the version. Write a step with `env`, see the page of the plugin exec.",
        );
      else {
        (late ? assess : build).push(step);
        carry(`hooks ${hook}`, `stages.${late ? "assess" : "build"}.steps ${id}`);
      }
    }
  }
  return withoutEmpty({ build: withoutEmpty({ steps: build }), assess: withoutEmpty({ steps: assess }) });
}

function filesOf(bumper: Options, { carry, leave }: Account): readonly Json[] {
  if (bumper["in"] !== undefined) leave("@release-it/bumper in", "The version comes from the tags.");
  return listOf(bumper["out"]).flatMap((each): Json[] => {
    const { file, path, ...more } = typeof each === "string" ? { file: each, path: undefined } : recordOf(each);
    if (typeof file !== "string") return [];
    for (const key of Object.keys(more).filter((name) => name !== "type"))
      leave(`@release-it/bumper out.${key}`, "Say with `at` or `marker` of `version.files` where the version is.");
    carry("@release-it/bumper out", "version.files");
    const places = textsOf(path);
    return places.length === 0 ? [file] : places.map((at) => ({ path: file, at }));
  });
}

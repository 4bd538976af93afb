import type { Json, JsonObject } from "@relspec/core";
import { fillTemplate } from "./fill-template.ts";
import {
  type Account,
  keepAccount,
  listOf,
  type Migration,
  type MigrationContext,
  recordOf,
  textsOf,
  withoutEmpty,
} from "./migration.ts";
import { archivesOf } from "./goreleaser-archives.ts";
import { shellStep } from "./shell-step.ts";

type Options = Readonly<Record<string, unknown>>;

/** What GoReleaser goes on doing, as the step that builds: everything up to, and not including, what becomes public. */
const built = [
  "version",
  "builds",
  "archives",
  "checksum",
  "nfpms",
  "universal_binaries",
  "upx",
  "source",
  "sboms",
  "signs",
  "binary_signs",
  "dist",
  "metadata",
  "snapshot",
  "report_sizes",
  "gomod",
  "git",
  "monorepo",
  "env",
  "partial",
  "includes",
  "force_token",
  "template_files",
  "makeselfs",
  "srpms",
];

const elsewhere: Readonly<Record<string, string>> = {
  dockers: "Add the plugin docker, `docker: { image: REGISTRY/NAME }`, with a recipe that copies from `dist`.",
  dockers_v2: "Add the plugin docker, `docker: { image: REGISTRY/NAME }`, with a recipe that copies from `dist`.",
  docker_manifests: "The plugin docker makes one index of several `platforms`.",
  docker_signs: "The plugin docker signs with `sign`.",
  changelog: "Notes come from conventional commits; `notes.groups` names their titles.",
  milestones: 'The plugin github closes one: `github: { milestone: "{{tag}}" }`.',
  publishers: "A publisher is a step: `uses: exec/once` in `stages.deploy`.",
  after: "What follows a release is a step in `stages.assess`.",
};
const channels = [
  "brews",
  "homebrew_casks",
  "scoops",
  "winget",
  "aurs",
  "aur_sources",
  "krews",
  "nix",
  "snapcrafts",
  "chocolateys",
  "kos",
  "blobs",
  "uploads",
  "artifactories",
  "npms",
  "cloudsmiths",
  "furies",
];

/** A configuration of GoReleaser 2: it builds, relspec versions, tags and publishes. */
export function fromGoReleaser({ config }: MigrationContext): Migration {
  const account = keepAccount("GoReleaser");
  const { project_name: name, before, release, announce } = config;
  const hooks = listOf(recordOf(before)["hooks"]).flatMap((hook, index) => hookOf(hook, index, account));
  account.carry("builds, archives, checksum …", "stages.build.steps goreleaser");
  for (const [key, reason] of Object.entries(elsewhere)) if (config[key] !== undefined) account.leave(key, reason);
  for (const key of channels)
    if (config[key] !== undefined)
      account.leave(key, "Publish there with a step of `stages.deploy`: `uses: exec/once`.");
  account.rest(
    config,
    ["project_name", "before", "release", "announce", ...built, ...Object.keys(elsewhere), ...channels],
    "",
  );
  const plugins: Readonly<Record<string, JsonObject>> = {
    git: {},
    exec: {},
    ...forgeOf(recordOf(release), config, account),
  };
  const told = announced(recordOf(announce), account);
  return {
    ...account,
    spec: {
      ...(typeof name === "string" && !name.includes("{{") && { name }),
      plugins: { ...plugins, ...told.plugins },
      version: { tag: "v{{version}}" },
      ...withoutEmpty({ audiences: told.audiences }),
      stages: {
        build: {
          steps: [
            ...hooks,
            {
              id: "goreleaser",
              uses: "exec/run",
              with: {
                // The tag is made after the build, so GoReleaser is told which it will be.
                command: ["goreleaser", "release", "--clean", "--skip=publish,announce,validate"],
                env: { GORELEASER_CURRENT_TAG: "v{{version}}" },
              },
            },
          ],
        },
      },
    },
  };
}

/** GoReleaser runs its hooks without a shell; a line with quotes or signs of a shell keeps its meaning only in one. */
function hookOf(given: unknown, index: number, account: Account): readonly Json[] {
  const { cmd, dir, env } =
    typeof given === "string" ? { cmd: given, dir: undefined, env: undefined } : recordOf(given);
  const key = `before.hooks[${index}]`;
  if (typeof cmd !== "string" || env !== undefined) {
    account.leave(key, "Write it as a step `uses: exec/run`, with `env`.");
    return [];
  }
  const id = `before-${index + 1}`;
  const step = shellStep(id, cmd);
  if (step === null) {
    account.leave(key, "It asks for a value that is not handed over. Write it as a step `uses: exec/run`.");
    return [];
  }
  account.carry(key, `stages.build.steps ${id}`);
  const simple = /^[\w./=:@ -]+$/.test(cmd);
  const command = simple ? cmd.trim().split(/ +/) : ((step["with"] as JsonObject)["command"] as Json);
  return [{ ...step, with: { command, ...(typeof dir === "string" && { cwd: dir }) } }];
}

function forgeOf(release: Options, config: Options, account: Account): Readonly<Record<string, JsonObject>> {
  if (release["disable"] === true) return {};
  const files = [
    ...archivesOf(config),
    ...listOf(release["extra_files"]).flatMap((each) => textsOf(recordOf(each)["glob"])),
  ];
  const title =
    typeof release["name_template"] === "string"
      ? fillTemplate(release["name_template"], { ".Tag": "tag", ".Version": "version", ".ProjectName": "name" })
      : undefined;
  if (title === null)
    account.leave("release.name_template", "Write `title` yourself, with `{{tag}}`, `{{version}}` or `{{name}}`.");
  for (const key of ["header", "footer"])
    if (release[key] !== undefined)
      account.leave(`release.${key}`, "A template for the notes says what is around them: `documents.notes`.");
  if (release["gitea"] !== undefined) {
    account.leave("release.gitea", "relspec has no plugin for Gitea.");
    return {};
  }
  if (release["gitlab"] !== undefined) {
    account.carry("release.gitlab", "plugins.gitlab");
    account.leave("release, its files", "Files of a release are `links` of the plugin gitlab.");
    const { owner, name } = recordOf(release["gitlab"]);
    return {
      gitlab: withoutEmpty({
        title: title ?? undefined,
        ...(typeof owner === "string" && typeof name === "string" && { project: `${owner}/${name}` }),
      }),
    };
  }
  account.carry("release", "plugins.github");
  account.rest(
    release,
    [
      "github",
      "draft",
      "prerelease",
      "name_template",
      "disable",
      "extra_files",
      "header",
      "footer",
      "make_latest",
      "discussion_category_name",
      "mode",
      "replace_existing_draft",
      "use_existing_draft",
      "replace_existing_artifacts",
      "target_commitish",
    ],
    "release.",
  );
  const { owner, name } = recordOf(release["github"]);
  const prerelease = release["prerelease"];
  return {
    github: withoutEmpty({
      ...(typeof owner === "string" &&
        typeof name === "string" &&
        !`${owner}${name}`.includes("{{") && { repository: `${owner}/${name}` }),
      title: title ?? undefined,
      ...(release["draft"] === true && { draft: true }),
      ...((prerelease === true || prerelease === "true") && { prerelease: true }),
      ...(typeof release["discussion_category_name"] === "string" && {
        discussion: release["discussion_category_name"],
      }),
      assets: files.map((path) => ({ path })),
    }),
  };
}

function announced(
  announce: Options,
  account: Account,
): { readonly plugins: Readonly<Record<string, JsonObject>>; readonly audiences: JsonObject } {
  const slack = recordOf(announce["slack"]);
  const enabled = Object.entries(announce)
    .filter(([, each]) => recordOf(each)["enabled"] === true)
    .map(([key]) => key);
  for (const key of enabled)
    if (key !== "slack")
      account.leave(
        `announce.${key}`,
        key === "smtp"
          ? "Add the plugin email, with an audience."
          : key === "teams" || key === "webhook"
            ? `Add the plugin ${key}, with an audience.`
            : "relspec has no plugin for it.",
      );
  if (!enabled.includes("slack")) return { plugins: {}, audiences: {} };
  account.carry("announce.slack", "audiences.team");
  const channel = typeof slack["channel"] === "string" && slack["channel"] !== "" ? slack["channel"] : "#releases";
  return {
    plugins: { slack: { token: "{{secrets.SLACK_BOT_TOKEN}}" } },
    audiences: { team: { announcer: "slack", to: [channel], moments: ["live"] } },
  };
}

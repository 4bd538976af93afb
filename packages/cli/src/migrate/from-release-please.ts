import type { Json, JsonObject } from "@relspec/core";
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

type Options = Readonly<Record<string, unknown>>;

/** The file that each kind of release keeps the version in, besides what plugins of relspec write. */
const versionFiles: Readonly<Record<string, readonly string[]>> = {
  python: ["pyproject.toml"],
  rust: ["Cargo.toml"],
  java: ["pom.xml"],
  maven: ["pom.xml"],
  "java-yoshi": ["pom.xml"],
  helm: ["Chart.yaml"],
  simple: ["version.txt"],
};

/** What a package may say for itself, and else is said for all. */
const perPackage = [
  "release-type",
  "component",
  "package-name",
  "changelog-path",
  "changelog-sections",
  "skip-changelog",
  "extra-files",
  "draft",
  "prerelease",
  "bump-minor-pre-major",
  "initial-version",
  "include-component-in-tag",
  "include-v-in-tag",
  "tag-separator",
  "skip-github-release",
];

const elsewhere: Readonly<Record<string, string>> = {
  "bump-patch-for-minor-pre-major": "Below 1.0.0 a feature is a minor version.",
  "bootstrap-sha": "The last release is the one that the tags say.",
  "last-release-sha": "The last release is the one that the tags say.",
  "release-as": "Write `Release-As: 2.0.0` into a commit.",
  "separate-pull-requests": "There is one plan for all packages.",
  "pull-request-title-pattern":
    "`relspec plan` shows what would be released; a gate `approval` is where a person says yes.",
  "group-pull-request-title-pattern":
    "`relspec plan` shows what would be released; a gate `approval` is where a person says yes.",
  "pull-request-header": "`relspec plan` shows what would be released; a gate `approval` is where a person says yes.",
  "always-link-local": "A dependant is told of the new version that it was built with.",
  versioning: "Say with `version.strategy` and `version.branches` how versions are counted.",
  label: "There is no release pull request that a label would be on.",
  "release-label": "There is no release pull request that a label would be on.",
};

/** A manifest configuration of release-please 17. */
export async function fromReleasePlease({ config, read }: MigrationContext): Promise<Migration> {
  const account = keepAccount("release-please");
  const packages = Object.entries(recordOf(config["packages"])).map(
    ([path, own]) => [path, { ...pick(config, perPackage), ...recordOf(own) }] as const,
  );
  if (packages.length === 0) packages.push([".", pick(config, perPackage)]);
  account.carry("packages", packages.length > 1 ? "packages: auto, found by the plugins" : "the project itself");
  const [, first] = packages[0]!;
  const kinds = new Set(packages.map(([, options]) => String(options["release-type"] ?? "node")));
  for (const kind of kinds)
    if (kind !== "node" && kind !== "go" && versionFiles[kind] === undefined)
      account.leave(`release-type ${kind}`, "Name the files that hold the version in `version.files`.");
  const files = packages.flatMap(([path, options]) => filesOf(path, options, account));
  for (const [key, reason] of Object.entries(elsewhere)) if (config[key] !== undefined) account.leave(key, reason);
  for (const [path, options] of packages)
    account.rest(options, [...perPackage, ...Object.keys(elsewhere)], packages.length > 1 ? `packages ${path} ` : "");
  account.rest(config, ["$schema", "packages", "plugins", ...perPackage, ...Object.keys(elsewhere)], "");
  const groups = groupsOf(config["plugins"], account);
  const changelogs = first["skip-changelog"] !== true;
  return {
    ...account,
    spec: {
      plugins: {
        git: { commit: true },
        ...(kinds.has("node") && { npm: {} }),
        ...(changelogs && { changelog: changelogOf(packages.length, first, account) }),
        ...(first["skip-github-release"] !== true && {
          github: withoutEmpty({
            ...(first["draft"] === true && { draft: true }),
            ...(first["prerelease"] === true && { prerelease: true }),
          }),
        }),
      },
      ...withoutEmpty({ groups }),
      version: withoutEmpty({
        preset: "conventionalcommits",
        ...(first["bump-minor-pre-major"] === true && { zero: "minor" }),
        ...(typeof first["initial-version"] === "string" && { initial: first["initial-version"] }),
        tag: await tagOf(packages, read, account),
        files,
      }),
      ...withoutEmpty({ notes: notesOf(first["changelog-sections"], account) }),
    },
  };
}

function pick(options: Options, keys: readonly string[]): Options {
  return Object.fromEntries(keys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]));
}

/** `component-v1.2.3`, where the component is the name of a package without its scope. */
async function tagOf(
  packages: readonly (readonly [string, Options])[],
  read: MigrationContext["read"],
  { carry, leave }: Account,
): Promise<string> {
  const [, first] = packages[0]!;
  const version = first["include-v-in-tag"] === false ? "{{version}}" : "v{{version}}";
  if (first["include-component-in-tag"] === false && packages.length === 1) return version;
  const separator = typeof first["tag-separator"] === "string" ? first["tag-separator"] : "-";
  const components = await Promise.all(
    packages.map(async ([path, options]) => {
      const name = await nameIn(path, read);
      const component = options["component"] ?? options["package-name"] ?? name;
      return { path, name, component: typeof component === "string" ? component.replace(/^@[^/]*\//, "") : undefined };
    }),
  );
  carry("tags", "version.tag");
  const [only] = components;
  if (components.length === 1)
    return only?.component === undefined ? version : `${only.component}${separator}${version}`;
  for (const { path, name, component } of components)
    if (name !== undefined && name !== component)
      leave(
        `packages ${path} component`,
        `Its tags begin with "${component}"; relspec's begin with the package's name, "${name}". Give the last one a second name, so that its version is known: \`git tag ${name}${separator}v1.2.3 ${component}${separator}v1.2.3\`.`,
      );
  return `{{package}}${separator}${version}`;
}

async function nameIn(path: string, read: MigrationContext["read"]): Promise<string | undefined> {
  const text = await read(path === "." ? "package.json" : `${path}/package.json`);
  try {
    const { name } = recordOf(JSON.parse(text ?? "{}"));
    return typeof name === "string" ? name : undefined;
  } catch {
    // npm's plugin will say what is wrong with it.
    return undefined;
  }
}

function changelogOf(packages: number, options: Options, { carry }: Account): JsonObject {
  carry("changelog-path", "plugins.changelog");
  const path = options["changelog-path"];
  return withoutEmpty({
    ...(typeof path === "string" && { file: path }),
    ...(packages > 1 && { "per-package": true }),
  });
}

/** The files of its kind, and the extra ones. A generic one holds the mark of release-please, which relspec looks for as well. */
function filesOf(folder: string, options: Options, { carry, leave }: Account): readonly Json[] {
  const at = (path: string) => (folder === "." || path.startsWith("/") ? path.replace(/^\//, "") : `${folder}/${path}`);
  const own = versionFiles[String(options["release-type"] ?? "node")] ?? [];
  const extra = listOf(options["extra-files"]).flatMap((each): Json[] => {
    if (typeof each === "string") return [{ path: at(each), marker: "x-release-please-version" }];
    const { type, path, jsonpath, glob } = recordOf(each);
    if (typeof path !== "string") return [];
    if (glob === true) leave(`extra-files ${path}`, "It is a pattern here too: `*` and `**`.");
    if (type === "generic") return [{ path: at(path), marker: "x-release-please-version" }];
    const place = typeof jsonpath === "string" ? /^\$\.?([\w-]+(?:\.[\w-]+)*)$/.exec(jsonpath)?.[1] : undefined;
    if (place === undefined) {
      leave(`extra-files ${path}`, "Say with `at` of `version.files` where the version is.");
      return [];
    }
    return [{ path: at(path), at: place }];
  });
  if (extra.length > 0) carry("extra-files", "version.files");
  return [...own.map(at), ...extra];
}

function notesOf(given: unknown, { carry }: Account): JsonObject {
  const sections = listOf(given).filter(isRecord);
  if (sections.length === 0) return {};
  carry("changelog-sections", "notes");
  const shown = Map.groupBy(
    sections.filter(({ section, hidden }) => typeof section === "string" && hidden !== true),
    ({ section }) => section as string,
  );
  return withoutEmpty({
    groups: [...shown].map(([name, list]) => ({ name, types: list.flatMap(({ type }) => textsOf(type)) })),
    hidden: sections.filter(({ hidden }) => hidden === true).flatMap(({ type }) => textsOf(type)),
  });
}

function groupsOf(given: unknown, { carry, leave }: Account): JsonObject {
  const groups: Record<string, Json> = {};
  for (const plugin of listOf(given)) {
    const { type, groupName, components } =
      typeof plugin === "string" ? { type: plugin, groupName: undefined, components: undefined } : recordOf(plugin);
    if (type === "node-workspace") carry("plugins node-workspace", "what the plugin npm does");
    else if (type === "linked-versions") {
      groups[typeof groupName === "string" ? groupName.replaceAll(/[^\w-]+/g, "-") : "linked"] = {
        kind: "linked",
        packages: textsOf(components),
      };
      carry("plugins linked-versions", "groups");
    } else leave(`plugins ${String(type)}`, "relspec has nothing that does what it does.");
  }
  return groups;
}

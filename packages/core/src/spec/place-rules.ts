import { posix } from "node:path";
import type { Spec } from "../model/spec.ts";
import { closest } from "../schema/closest.ts";
import type { SpecRule } from "./spec-rules.ts";
import { storesOf } from "./written-store.ts";

type Found = ReturnType<SpecRule>;

/** What a release needs a place for, and a place that can be: a history, a ledger, tags, files. */
export const placeRules: readonly SpecRule[] = [historyIsRead, ledgerExists, tagsCanBeNamed, filesAreInTheProject];

function historyIsRead(_: Spec, { plugins }: Parameters<SpecRule>[1]): Found {
  const reads = plugins.some(({ contributions: { hooks } }) => hooks?.collectChanges ?? hooks?.tapable);
  if (reads) return [];
  return [
    {
      pointer: "/plugins",
      message: "None of the plugins reads a history, so there is nothing to tell the next version from.",
      suggestions: ["Add the git plugin to the spec: `plugins: { git: {} }`."],
    },
  ];
}

function ledgerExists({ ledger: { store } }: Spec, { plugins }: Parameters<SpecRule>[1]): Found {
  const known = ["auto", "sqlite", ...Object.keys(storesOf(plugins))];
  if (known.includes(store)) return [];
  const near = closest(store, known);
  return [
    {
      pointer: "/ledger",
      message: `There is no ledger "${store}".`,
      suggestions: [
        near === undefined
          ? `Use one of: ${known.join(", ")}, or add the plugin that offers it.`
          : `Did you mean \`${near}\`?`,
      ],
    },
  ];
}

const unfit = 'Write for example "v{{version}}", or "{{package}}@{{version}}" for several packages.';

function tagsCanBeNamed({ version: { tag } }: Spec): Found {
  if (tag === undefined) return [];
  const found = (message: string): Found => [{ pointer: "/version/tag", message, suggestions: [unfit] }];
  const plain = tag.replaceAll(/\{\{\s{0,8}(version|package)\s{0,8}\}\}/g, "{{$1}}");
  if (plain.split("{{version}}").length !== 2) return found("The name of a tag must hold {{version}} exactly once.");
  const name = plain.replace("{{version}}", "1.0.0").replaceAll("{{package}}", "name");
  if (/\{\{|\}\}/.test(name)) return found("The name of a tag holds no other value than {{version}} and {{package}}.");
  return isTagName(name) ? [] : found(`"${name}" would be the name of a tag, and no tag can be called so.`);
}

/** As git takes names of refs, which is the strictest of what keeps tags. */
function isTagName(name: string): boolean {
  return (
    // oxlint-disable-next-line no-control-regex
    !/^-|[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|(?:^|\/)\.|\.lock(?:\/|$)/.test(name)
  );
}

function filesAreInTheProject({ version: { files } }: Spec): Found {
  return files.flatMap(({ path }, index) => {
    const plain = posix.normalize(path.replaceAll("\\", "/"));
    const isOutside = plain === ".." || plain.startsWith("../") || plain.startsWith("/") || /^[A-Za-z]:/.test(plain);
    if (!isOutside) return [];
    return [
      {
        pointer: `/version/files/${index}`,
        message: `The path "${path}" leaves the project.`,
        suggestions: ["Give a path below the folder of the spec, without `..`."],
      },
    ];
  });
}

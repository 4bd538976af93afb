import { RelspecError } from "../errors/relspec-error.ts";
import type { Spec } from "../model/spec.ts";
import { isAnyVersion, isVersion } from "./satisfies.ts";

/** How tags are named in a project. */
export interface TagFormat {
  nameOf(packageName: string, version: string): string;
  /** The version in a tag's name, or null when it is not a tag of that package. */
  versionIn(tag: string, packageName: string): string | null;
  /** What the tags of a package begin with. */
  prefixOf(packageName: string): string;
  /** Packages do not have tags of their own. */
  readonly shared: boolean;
}

/** The format of `version.tag`, by default `v{{version}}` for one package and `{{package}}@{{version}}` for several. */
export function tagFormat(spec: Pick<Spec, "version">, packages: number): TagFormat {
  const template = (spec.version.tag ?? (packages > 1 ? "{{package}}@{{version}}" : "v{{version}}")).replace(
    /\{\{\s{0,8}(\w{1,20})\s{0,8}\}\}/g,
    "{{$1}}",
  );
  const [before, after, ...more] = template.split("{{version}}");
  const other = template.replaceAll("{{version}}", "").replaceAll("{{package}}", "");
  if (before === undefined || after === undefined || more.length > 0 || other.includes("{{")) {
    throw new RelspecError("RS_SPEC_INVALID", {
      message: `\`version.tag\` is ${JSON.stringify(template)}; it must hold {{version}} once, and no other value but {{package}}.`,
      suggestions: ['Write `version.tag: "v{{version}}"`, or `"{{package}}@{{version}}"` for several packages.'],
    });
  }
  // Not `replace`: a name may hold `$&`.
  const parts = [before.split("{{package}}"), after.split("{{package}}")] as const;
  const around = (packageName: string) => [parts[0].join(packageName), parts[1].join(packageName)] as const;
  const isOne = spec.version.calver ? isAnyVersion : isVersion;
  return {
    shared: packages > 1 && !template.includes("{{package}}"),
    nameOf: (packageName, version) => around(packageName).join(version),
    prefixOf: (packageName) => around(packageName)[0],
    versionIn: (tag, packageName) => {
      const [prefix, suffix] = around(packageName);
      if (!tag.startsWith(prefix) || !tag.endsWith(suffix) || tag.length <= prefix.length + suffix.length) return null;
      const version = tag.slice(prefix.length, tag.length - suffix.length);
      return isOne(version) ? version : null;
    },
  };
}

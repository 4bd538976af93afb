import { posix } from "node:path";
import {
  type Diagnostic,
  isRelspecError,
  type PlanningFacts,
  type ReadFiles,
  RelspecError,
  type VersionFile,
} from "@relspec/core";
import type { Selector } from "./find-versions.ts";
import { formatOf, type Found, placesByKind } from "./kinds-of-files.ts";
import { leavesOf } from "./leaf.ts";
import { packageAt } from "./package-at.ts";
import { keysOf } from "./pointer.ts";
import { readText, splitMark } from "./text-file.ts";
import { versionPlaces } from "./version-places.ts";

/** One selector's versions in one file. */
export type Write = {
  readonly path: string;
  readonly package: string;
  readonly selector: Selector;
  /** What is there now, place by place. */
  readonly from: readonly string[];
  readonly to: string;
};

/** What is wrong with one entry: `where` is the file, `what` the rest of the sentence. */
interface Problem {
  readonly where: string;
  readonly what: string;
  readonly suggestion: string;
}

/**
 * What is written where, for the packages that are released. Every problem is told at once.
 * @throws `RS_SPEC_INVALID` with a diagnostic for each path that is not there, place that holds no version, and file that cannot be read.
 */
export async function planWrites(facts: PlanningFacts, files: ReadFiles): Promise<readonly Write[]> {
  const writes = new Map<string, Write>();
  const diagnostics: Diagnostic[] = [];
  for (const [index, entry] of facts.spec.version.files.entries()) {
    const report = ({ where, what, suggestion }: Problem): void =>
      void diagnostics.push({
        severity: "error",
        code: "RS_SPEC_INVALID",
        message: `${where} ${what}.`,
        file: where,
        pointer: `/version/files/${index}`,
        suggestions: [suggestion],
      });
    for (const path of await pathsOf(entry, files, report)) {
      const owner = packageAt(path, entry.package, facts);
      if ("problem" in owner) report({ where: path, ...owner.problem });
      const released = "name" in owner ? facts.packages.find(({ name }) => name === owner.name) : undefined;
      if (!("name" in owner)) continue;
      for (const { path: file, selector } of await foundIn(path, entry, files, report)) {
        const from = await versionsIn(file, selector, files, report);
        if (from === null || !released) continue;
        // A Cargo.lock may be found by several manifests, and a file be named twice.
        writes.set(JSON.stringify([file, selector]), {
          path: file,
          package: owner.name,
          selector,
          from,
          to: released.to,
        });
      }
    }
  }
  const [one, ...more] = diagnostics;
  if (!one) return [...writes.values()];
  throw new RelspecError("RS_SPEC_INVALID", {
    message:
      more.length === 0
        ? one.message
        : `${diagnostics.length} files of \`version.files\` cannot be written: ${diagnostics.map(({ message }) => message).join(" ")}`,
    suggestions: diagnostics.flatMap(({ suggestions }) => suggestions),
    details: { files: diagnostics.map(({ file }) => file ?? "") },
    diagnostics,
  });
}

type Report = (problem: Problem) => void;

async function pathsOf({ path }: VersionFile, files: ReadFiles, report: Report): Promise<readonly string[]> {
  const plain = posix.normalize(path);
  const paths = /[*?[{]/.test(plain) ? await files.glob(plain) : (await files.exists(plain)) ? [plain] : [];
  if (paths.length === 0)
    report({
      where: plain,
      what: "is named by `version.files`, and there is no such file",
      suggestion: `Mend the path \`${plain}\`; it is relative to the folder of the spec.`,
    });
  return paths;
}

async function foundIn(
  path: string,
  { at, marker }: VersionFile,
  files: ReadFiles,
  report: Report,
): Promise<readonly Found[]> {
  if (marker !== undefined) return [{ path, selector: { in: "marker", marker } }];
  if (at !== undefined) {
    const format = path.endsWith(".properties") ? "properties" : formatOf(path);
    if (format !== null) return [{ path, selector: { in: format, at } }];
    report({
      where: path,
      what: "is no JSON, YAML, TOML, XML or properties by its name, so nothing can be found `at` a place in it",
      suggestion: "Mark the line instead: `marker: x-relspec-version`.",
    });
    return [];
  }
  const read = async (near: string): Promise<string | null> => {
    const text = await readText(files, near);
    return text === null ? null : splitMark(text)[1];
  };
  try {
    const found = await placesByKind(path, (await read(path)) ?? "", read);
    if (found && found.length > 0) return found;
    report({
      where: path,
      what: found ? "holds no version where files of its kind have it" : "is of no kind whose version is known",
      suggestion: "Say where it is: `at: KEY.KEY`, or mark the line: `marker: x-relspec-version`.",
    });
  } catch (error) {
    report(unreadable(path, error));
  }
  return [];
}

/** The versions there; null when something is wrong, which is then reported. */
async function versionsIn(
  path: string,
  selector: Selector,
  files: ReadFiles,
  report: Report,
): Promise<readonly string[] | null> {
  try {
    const text = (await readText(files, path)) ?? "";
    const places = await versionPlaces(text, selector);
    const found = places.flatMap((place) => (place ? [place.value] : []));
    if (found.length > 0 && found.length === places.length) return found;
    if (selector.in === "marker")
      report({
        where: path,
        what: `has no line with a version that is marked ${JSON.stringify(selector.marker)}`,
        suggestion: `Write the marker into a comment on the line of the version, or on the line before.`,
      });
    else
      report(
        await nothingAt(path, "at" in selector ? selector.at : "version", { places: places.length, selector, text }),
      );
  } catch (error) {
    report(unreadable(path, error));
  }
  return null;
}

async function nothingAt(
  path: string,
  at: string,
  { places, selector, text }: { readonly places: number; readonly selector: Selector; readonly text: string },
): Promise<Problem> {
  if (places > 0)
    return { where: path, what: `holds no version at \`${at}\``, suggestion: "Write a version there, such as 0.0.0." };
  const last = keysOf(at).at(-1);
  const format = formatOf(path);
  const near =
    format === null || selector.in === "properties"
      ? []
      : (await leavesOf(splitMark(text)[1], format))
          .filter((leaf) => String(leaf.path.at(-1)) === last)
          .map((leaf) => leaf.path.join("."));
  return {
    where: path,
    what: `has nothing at \`${at}\``,
    suggestion: near.length > 0 ? `Did you mean \`at: ${near.slice(0, 3).join("` or `")}\`?` : `Mend \`at: ${at}\`.`,
  };
}

function unreadable(path: string, error: unknown): Problem {
  if (isRelspecError(error)) throw error;
  const said = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
  const what = said.startsWith("is ") ? said : `cannot be read: ${said.slice(0, 200).replace(/\.$/, "")}`;
  return { where: path, what, suggestion: `Mend ${path}.` };
}

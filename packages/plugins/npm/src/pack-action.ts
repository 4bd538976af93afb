import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  absent,
  commitsRelease,
  defineAction,
  type PackageFact,
  type PlanningFacts,
  RelspecError,
} from "@relspec/core";
import { dependencyChanges } from "./dependency-change.ts";
import { keepTarball, makeTarball, type PackTarget, tarballFile } from "./make-tarball.ts";
import { readManifest } from "./read-manifest.ts";
import { manifestOf, releasedPackage } from "./released-package.ts";

export type PackResult = {
  /** Relative to the release's artifacts. */
  readonly file: string;
  readonly integrity: string;
  readonly shasum: string;
  /** Bytes. */
  readonly size: number;
  /** How many files are in it. */
  readonly files: number;
};

/** What is never published, nobody could install with this package; unless the package brings it along, which npm sees to. */
function refusePrivate({ name, dependencies }: PackageFact, workspace: PlanningFacts["workspace"]): void {
  const needed = new Set(dependencies.flatMap((each) => (each.kind === "runtime" ? [each.name] : [])));
  const hidden = workspace.find((each) => each.private && needed.has(each.name));
  if (!hidden) return;
  throw new RelspecError("RS_SPEC_MANIFEST", {
    message: `${name} depends on ${hidden.name}, which is private and never published, so nobody could install it.`,
    details: { package: name, dependency: hidden.name },
    suggestions: [
      `Take "private" out of ${manifestOf(hidden.path)}, or bundle it and move it to "devDependencies" of ${name}.`,
    ],
  });
}

/** Pack a package once, so that every registry gets the same bytes. */
export const packAction = defineAction({
  summary: "Pack a package into a tarball with its new version.",
  effect: "A",
  tree: true,
  options: {
    type: "object",
    additionalProperties: false,
    required: ["package"],
    properties: { package: { type: "string", minLength: 1, description: "Name of the package." } },
  },
  plan: async ({ package: name }, { facts, files }) => {
    const { planned, fact } = releasedPackage(name, facts);
    const file = manifestOf(planned.path);
    const manifest = await readManifest(files, file);
    if (manifest?.name !== name) {
      throw new RelspecError("RS_SPEC_MANIFEST", {
        message: manifest
          ? `${file} names the package ${manifest.name ?? "not at all"}, and the release ${name}.`
          : `There is no ${file} to pack ${name} from.`,
        details: { package: name, file },
        suggestions: [`Use one name for ${name} in the spec's \`packages\` and in ${file}.`],
      });
    }
    if (manifest.version === null && !commitsRelease(facts)) {
      throw new RelspecError("RS_SPEC_MANIFEST", {
        message: `npm packs no package without a version, and ${file} has none.`,
        details: { package: name, file },
        suggestions: [`Write "version": "0.0.0" to ${file}: it is only a placeholder.`],
      });
    }
    if (!/"bundled?Dependencies"\s*:/.test(manifest.text)) refusePrivate(fact, facts.workspace);
    const target: PackTarget = {
      name,
      version: planned.to,
      path: planned.path,
      dependencies: dependencyChanges(fact, facts.workspace),
    };
    return { summary: `pack ${name}@${planned.to}`, target };
  },
  // A tarball is made anew unless its step is on record: its bytes are the same, so a second one harms nobody.
  check: () => absent,
  apply: async (target: PackTarget, context): Promise<PackResult> => {
    const { bytes, integrity, shasum, files } = await makeTarball(target, context);
    const file = tarballFile(target);
    await keepTarball(bytes, join(context.artifacts, file));
    context.log(`packed ${target.name}@${target.version}: ${files} files, ${bytes.byteLength} bytes, ${integrity}`);
    return { file, integrity, shasum, size: bytes.byteLength, files };
  },
  undo: async (_target, result: PackResult, { artifacts }) => {
    await rm(join(artifacts, result.file), { force: true });
  },
});

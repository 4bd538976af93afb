import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { absent, type Action, defineAction, RelspecError, type WriteContext } from "@relspec/core";
import { buildImage } from "./engine/build-image.ts";
import type { Engine, EngineName } from "./engine/engine.ts";
import { findEngine } from "./engine/find-engine.ts";
import { loggedIn } from "./engine/log-in.ts";
import { readImageName } from "./image-name.ts";
import { imageLabels } from "./image-labels.ts";
import { blobFile, keepBlob, layoutFolder, onlyManifest, sealLayout } from "./layout.ts";
import { type Descriptor, mediaTypes } from "./manifest.ts";
import type { DockerOptions } from "./options.ts";
import { projectPath } from "./project-path.ts";
import { imageVersion } from "./image-version.ts";

export type BuildTarget = {
  readonly image: string;
  readonly version: string;
  /** Relative to the spec's folder. */
  readonly context: string;
  readonly file: string;
  readonly stage: string | null;
  readonly platforms: readonly string[];
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly engine: EngineName | "auto";
  /** Seconds since 1970; null when the image need not be reproducible. */
  readonly epoch: number | null;
};

export type BuildResult = {
  /** The image's OCI layout, relative to the release's artifacts. */
  readonly folder: string;
  readonly digest: string;
  readonly mediaType: string;
  /** Bytes of all that is in it. */
  readonly size: number;
  /** Digest of each platform's image; of `default` where no platform was named. */
  readonly platforms: Readonly<Record<string, string>>;
  /** What built it: `buildah 1.28.2`. */
  readonly engine: string;
};

/** Build an image once, into the release's artifacts: its digest is known before it goes anywhere. */
export function buildAction(options: DockerOptions): Action {
  const image = () => readImageName(options.image);
  return defineAction({
    summary: "Build a container image into an OCI layout.",
    tree: true,
    timeout: 2 * 60 * 60_000,
    options: { type: "object", additionalProperties: false, properties: {} },
    plan: async (_given, { facts, files }) => {
      const { name } = image();
      const version = imageVersion(options, facts);
      const context = projectPath(options.context, "context");
      const file = await recipe(options, context, files.exists);
      if (options.reproducible && options.engine === "docker") {
        throw new RelspecError("RS_SPEC_UNSUPPORTED", {
          message: "docker cannot set the times in an image, so what it builds is not reproducible.",
          suggestions: ["Set `engine: buildah` or `engine: podman`, or leave `reproducible` out."],
        });
      }
      const target: BuildTarget = {
        image: name,
        version,
        context,
        file,
        stage: options.stage ?? null,
        platforms: options.platforms,
        args: options.args,
        labels: imageLabels(options.labels, version, facts),
        engine: options.engine,
        epoch: options.reproducible ? Math.floor(Date.parse(facts.base.date) / 1000) : null,
      };
      const platforms = options.platforms.length === 0 ? "" : ` for ${options.platforms.join(", ")}`;
      return { summary: `build ${name}:${version}${platforms}`, target };
    },
    // Without a record it is built anew: nobody has seen the one before, and it is replaced as a whole.
    check: () => absent,
    apply: async (target: BuildTarget, context): Promise<BuildResult> => {
      const engine = await findEngine(target.engine, target.epoch !== null, context);
      context.log(`builds ${target.image}:${target.version} with ${engine.name} ${engine.version}`);
      const folder = layoutFolder(image());
      const work = join(context.artifacts, "docker", `.build-${randomUUID()}`);
      try {
        const layout = join(work, "image");
        await mkdir(join(layout, "blobs", "sha256"), { recursive: true });
        const built = await loggedIn(
          engine,
          { ...options, registry: image().registry, login: options.login },
          context,
          (env) => buildAll(target, engine, { work, layout, env }, context),
        );
        const top = await seal(layout, target, built);
        const kept = join(context.artifacts, folder);
        await mkdir(dirname(kept), { recursive: true });
        await rm(kept, { recursive: true, force: true });
        await rename(layout, kept);
        context.log(`built ${target.image}:${target.version}: ${top.digest}`);
        return {
          folder,
          digest: top.digest,
          mediaType: top.mediaType,
          size: await sizeOf(kept),
          platforms: Object.fromEntries(
            built.map(({ platform, image: { digest } }) => [platform ?? "default", digest]),
          ),
          engine: `${engine.name} ${engine.version}`,
        };
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
    undo: async (_target, result: BuildResult, { artifacts }) => {
      await rm(join(artifacts, result.folder), { recursive: true, force: true });
    },
  });
}

interface Built {
  readonly platform: string | null;
  readonly image: Descriptor;
}

interface Place {
  readonly work: string;
  readonly layout: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One platform after the other: engines share their work between them, and a machine has one disk. */
async function buildAll(
  target: BuildTarget,
  engine: Engine,
  { work, layout, env }: Place,
  context: WriteContext,
): Promise<readonly Built[]> {
  const built: Built[] = [];
  for (const [index, platform] of (target.platforms.length === 0 ? [null] : target.platforms).entries()) {
    const directory = join(work, String(index));
    await mkdir(directory);
    const { stage, args, labels, epoch } = target;
    const request = { platform, stage, args, labels, epoch, env };
    const paths = { context: join(context.root, target.context), file: join(context.root, target.file) };
    const own = await buildImage(engine, { ...request, ...paths }, directory, context);
    const { text, digest: plain } = await onlyManifest(own, engine.name);
    for (const name of await readdir(join(own, "blobs", "sha256")))
      if (`sha256:${name}` !== plain)
        await rename(join(own, "blobs", "sha256", name), blobFile(layout, `sha256:${name}`));
    const manifest = annotated(text, labels);
    const digest = await keepBlob(layout, manifest);
    built.push({
      platform,
      image: {
        mediaType: mediaTypes.manifest,
        digest,
        size: Buffer.byteLength(manifest),
        ...(platform !== null && { platform: platformOf(platform) }),
      },
    });
  }
  return built;
}

/** The image of one platform stands for itself; those of several get an index. */
async function seal(layout: string, target: BuildTarget, built: readonly Built[]): Promise<Descriptor> {
  const [only] = built;
  if (only && built.length === 1) {
    const { platform: _, ...image } = only.image;
    await sealLayout(layout, image, target.version);
    return image;
  }
  const manifests = built.map(({ image }) => image);
  const text = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests, annotations: target.labels });
  const index = { mediaType: mediaTypes.index, digest: await keepBlob(layout, text), size: Buffer.byteLength(text) };
  await sealLayout(layout, index, target.version);
  return index;
}

function annotated(text: string, labels: Readonly<Record<string, string>>): string {
  const manifest = JSON.parse(text) as { readonly annotations?: Readonly<Record<string, string>> };
  const own = Object.entries(manifest.annotations ?? {}).filter(([, value]) => value !== "");
  return JSON.stringify({
    ...manifest,
    mediaType: mediaTypes.manifest,
    annotations: { ...Object.fromEntries(own), ...labels },
  });
}

function platformOf(platform: string): NonNullable<Descriptor["platform"]> {
  const [os = "", architecture = "", variant] = platform.split("/");
  return { architecture, os, ...(variant !== undefined && { variant }) };
}

async function recipe(
  options: DockerOptions,
  context: string,
  exists: (path: string) => Promise<boolean>,
): Promise<string> {
  const below = context === "." ? "" : `${context}/`;
  const names =
    options.file === undefined ? [`${below}Dockerfile`, `${below}Containerfile`] : [projectPath(options.file, "file")];
  for (const name of names) if (await exists(name)) return name;
  throw new RelspecError("RS_SPEC_INVALID", {
    message: `There is no ${names.join(" and no ")} to build ${options.image} from.`,
    suggestions: ["Name the recipe in the docker plugin's options: `file: build/Dockerfile`."],
  });
}

async function sizeOf(layout: string): Promise<number> {
  const folder = join(layout, "blobs", "sha256");
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

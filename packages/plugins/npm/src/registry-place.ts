import type { ReadContext } from "@relspec/core";
import { readNpmConfig } from "./npm-config.ts";
import type { NpmOptions } from "./options.ts";
import { readManifest } from "./read-manifest.ts";
import { registryAddress } from "./registry-access.ts";
import { manifestOf } from "./released-package.ts";

/** What a package says about its own publishing, with what npm is configured with behind it. */
export interface RegistryPlace {
  readonly registry: string;
  readonly tag: string | undefined;
  readonly access: "public" | "restricted" | null;
}

/** Where a package goes: the plugin's options, then its own `publishConfig`, then npm's configuration for its scope. */
export async function registryPlace(
  { name, path }: { readonly name: string; readonly path: string },
  options: Pick<NpmOptions, "registry" | "access" | "root">,
  context: Pick<ReadContext, "files" | "root" | "env" | "secrets">,
): Promise<RegistryPlace> {
  const config = (await readManifest(context.files, manifestOf(path)))?.publishConfig ?? {};
  const own = text(config[`${name.split("/")[0]}:registry`]) ?? text(config["registry"]);
  const registry = options.registry ?? own ?? (await readNpmConfig(context, options.root)).registryOf(name);
  const access = options.access ?? config["access"];
  return {
    registry: registryAddress(registry),
    tag: text(config["tag"]),
    access: access === "public" || access === "restricted" ? access : null,
  };
}

/** The scope's own setting is stronger than `--registry`, so npm is given both. */
export function registryFlags({
  name,
  registry,
}: {
  readonly name: string;
  readonly registry: string;
}): readonly string[] {
  return [`--registry=${registry}`, ...(name.startsWith("@") ? [`--${name.split("/")[0]}:registry=${registry}`] : [])];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

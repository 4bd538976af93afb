import { type PackageFact, type ReadFiles, RelspecError } from "@relspec/core";

/** What a release reads of a package.json; everything else in it is none of its business. */
export interface Manifest {
  /** Path of the file, as the user would type it. */
  readonly file: string;
  readonly text: string;
  readonly name: string | null;
  readonly version: string | null;
  readonly private: boolean;
  /** Patterns of the `workspaces` key; null when there is none. */
  readonly workspaces: readonly string[] | null;
  readonly dependencies: PackageFact["dependencies"];
  readonly scripts: Readonly<Record<string, unknown>>;
  readonly publishConfig: Readonly<Record<string, unknown>>;
}

/** The keys that hold dependencies, with what kind they are. */
export const dependencyKeys = {
  dependencies: "runtime",
  peerDependencies: "peer",
  optionalDependencies: "optional",
  devDependencies: "development",
} as const;

/** Bytes; the largest manifests in the wild are a hundredth of it. */
const limit = 4 * 1024 * 1024;

type Fields = Readonly<Record<string, unknown>>;

/** Read a manifest; null when there is no such file. @throws `RS_SPEC_MANIFEST` naming the file and the key. */
export async function readManifest(files: ReadFiles, file: string): Promise<Manifest | null> {
  const bytes = await files.readBytes(file);
  if (bytes === null) return null;
  if (bytes.byteLength > limit) throw refused(file, `is larger than ${limit} bytes`);
  return parseManifest(new TextDecoder().decode(bytes), file);
}

export function parseManifest(text: string, file: string): Manifest {
  const fields = parse(text, file);
  const name = optional(fields, "name", "string", file) ?? null;
  const version = optional(fields, "version", "string", file) ?? null;
  if (name !== null && !isPackageName(name))
    throw refused(file, `has a name that no package can have: ${shown(name)}`, "name");
  return {
    file,
    text,
    name,
    version,
    private: optional(fields, "private", "boolean", file) ?? false,
    workspaces: workspacesOf(fields, file),
    dependencies: Object.entries(dependencyKeys).flatMap(([key, kind]) =>
      Object.entries(record(fields, key, file)).map(([dependency, range]) => {
        if (typeof range !== "string")
          throw refused(file, `has a ${key} range that is no text, for ${shown(dependency)}`, key);
        return { name: dependency, range, kind };
      }),
    ),
    scripts: record(fields, "scripts", file),
    publishConfig: record(fields, "publishConfig", file),
  };
}

/** Capitals are of old packages that kept their names; the rest is what a registry takes and what is safe in paths and addresses. */
export function isPackageName(name: string): boolean {
  return name.length <= 214 && /^(?:@[A-Za-z0-9~-][A-Za-z0-9._~-]*\/)?[A-Za-z0-9~-][A-Za-z0-9._~-]*$/.test(name);
}

function parse(text: string, file: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw refused(
      file,
      `is not JSON: ${shown(cause instanceof Error ? cause.message : String(cause))}`,
      undefined,
      cause,
    );
  }
  if (!isFields(value)) throw refused(file, "does not hold an object");
  return value;
}

function workspacesOf(fields: Fields, file: string): readonly string[] | null {
  const given = fields["workspaces"];
  if (given === undefined || given === null) return null;
  const list = Array.isArray(given) ? given : isFields(given) ? (given["packages"] ?? []) : given;
  if (!Array.isArray(list) || !list.every((each) => typeof each === "string")) {
    throw refused(file, "has workspaces that are not a list of patterns", "workspaces");
  }
  return list;
}

function record(fields: Fields, key: string, file: string): Fields {
  const value = fields[key];
  if (value === undefined || value === null) return {};
  if (!isFields(value)) throw refused(file, `has ${key} that are not an object`, key);
  return value;
}

function optional<T extends "string" | "boolean">(
  fields: Fields,
  key: string,
  type: T,
  file: string,
): (T extends "string" ? string : boolean) | undefined {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== type) throw refused(file, `has a ${key} that is not a ${type}`, key);
  return value as T extends "string" ? string : boolean;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Outside text for a message: short, and without control characters. */
function shown(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}

function refused(file: string, what: string, key?: string, cause?: unknown): RelspecError {
  return new RelspecError("RS_SPEC_MANIFEST", {
    message: `${file} ${what}.`,
    details: { file, ...(key === undefined ? {} : { key }) },
    suggestions: [key === undefined ? `Mend ${file}.` : `Mend "${key}" in ${file}.`],
    ...(cause === undefined ? {} : { cause }),
  });
}

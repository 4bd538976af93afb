import { RelspecError } from "@relspec/core";
import type { GitHub } from "./open-github.ts";

/** A release as GitHub answers with it, as far as relspec looks. */
export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly immutable: boolean;
  readonly url: string;
  readonly uploadUrl: string;
}

export interface Asset {
  readonly id: number;
  readonly name: string;
  readonly label: string | null;
  readonly size: number;
  /** `sha256:…`; null where this GitHub makes none. */
  readonly digest: string | null;
  /** It arrived whole. */
  readonly whole: boolean;
}

export type Fields = Readonly<Record<string, unknown>>;

/** @throws `RS_STEP_FAILED` for what no release looks like: another server, or a page of a proxy. */
export function readRelease(data: unknown, github: GitHub): Release {
  const value = fieldsOf(data);
  const { id, tag_name, name, body, draft, prerelease, immutable, html_url, upload_url } = value;
  if (!isId(id) || typeof tag_name !== "string" || typeof draft !== "boolean") throw notGitHub(github, "a release");
  return {
    id,
    tag: tag_name,
    title: textOf(name) ?? "",
    body: textOf(body) ?? "",
    draft,
    prerelease: prerelease === true,
    immutable: immutable === true,
    url: textOf(html_url) ?? "",
    uploadUrl: textOf(upload_url) ?? "",
  };
}

export function readAsset(data: unknown, github: GitHub): Asset {
  const { id, name, label, size, digest, state } = fieldsOf(data);
  if (!isId(id) || typeof name !== "string" || typeof size !== "number" || typeof state !== "string")
    throw notGitHub(github, "an asset");
  return { id, name, label: textOf(label), size, digest: textOf(digest), whole: state === "uploaded" };
}

export function readList(data: unknown, github: GitHub): readonly unknown[] {
  if (!Array.isArray(data)) throw notGitHub(github, "a list");
  return data;
}

/** The number that something is known by. */
export function readId(data: unknown, github: GitHub, what: string, key = "id"): number {
  const id = fieldsOf(data)[key];
  if (!isId(id)) throw notGitHub(github, what);
  return id;
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

export function notGitHub({ place }: Pick<GitHub, "place">, what: string): RelspecError {
  return new RelspecError("RS_STEP_FAILED", {
    message: `${new URL(place.api).host} did not answer with ${what} as GitHub does.`,
    details: { api: place.api },
    suggestions: [`Look whether ${place.api} is the address of GitHub's API, and not of its pages.`],
  });
}

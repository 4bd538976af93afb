import type { WriteContext } from "@relspec/core";

export const engineNames = ["docker", "podman", "buildah"] as const;
export type EngineName = (typeof engineNames)[number];

/** What can build images here. */
export interface Engine {
  readonly name: EngineName;
  readonly version: string;
}

/** One image for one platform. */
export interface BuildRequest {
  /** Absolute. */
  readonly context: string;
  /** Absolute. */
  readonly file: string;
  /** `linux/arm64/v8`; null for that of the engine. */
  readonly platform: string | null;
  readonly stage: string | null;
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970 for every time in the image; null leaves them as they are. */
  readonly epoch: number | null;
  readonly env: Readonly<Record<string, string>>;
}

export type Building = Pick<WriteContext, "exec" | "log" | "env">;

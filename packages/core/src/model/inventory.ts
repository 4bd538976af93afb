/** Something that runs in an environment. */
export interface Running {
  readonly version: string;
  /** Id of the release. */
  readonly release: string;
  /** Of the build; null where the record does not say. */
  readonly digest: string | null;
  /** RFC 3339 in UTC. */
  readonly since: string;
}

/** One environment, as the record of the line has it. */
export interface EnvironmentState {
  readonly environment: string;
  /** Null: nothing was ever deployed there, or all of it was taken back. */
  readonly running: Running | null;
  /** Ring by ring, where it is divided. */
  readonly rings: readonly (Running & { readonly ring: string })[];
  /** A deployment that has begun and is not verified yet. */
  readonly deploying: { readonly version: string; readonly release: string; readonly since: string } | null;
  /** Why nothing more is deployed to it. */
  readonly held: { readonly reason: string; readonly since: string } | null;
}

/** How what is there compares to what the record says: `unknown` where no step offers a way to look. */
export type Drift = "none" | "drifted" | "unknown";

export interface EnvironmentReport extends EnvironmentState {
  readonly drift: Drift;
  /** What was found elsewise, each a sentence. */
  readonly differences: readonly string[];
  /** The run that moves a release into it now. */
  readonly holder: { readonly host: string; readonly pid: number; readonly until: string } | null;
}

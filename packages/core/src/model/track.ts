/** A line of releases for one group of users: how often, how well tried, what they can rely on, and how long. */
export interface Track {
  readonly name: string;
  /** The channels its releases go to; null is the default one. */
  readonly channels: readonly (string | null)[];
  /** Milliseconds between two releases that bring more than fixes; 0: none is asked for. */
  readonly cadence: number;
  /** Milliseconds that a version must have been out on another track before it comes to this one; 0: not at all. */
  readonly soak: number;
  /** What a release may bring to it. `fixes`: nothing but fixes; `no-breaking`: no breaking change; `none`: anything. */
  readonly promise: "none" | "no-breaking" | "fixes";
  readonly support: {
    /** Milliseconds from a version's release; null: no end by age. */
    readonly for: number | null;
    /** RFC 3339 in UTC: the end for every version; null: none. */
    readonly until: string | null;
  } | null;
}

/** A version that is, or was, supported. */
export interface SupportedVersion {
  readonly version: string;
  readonly track: string;
  readonly release: string;
  /** RFC 3339 in UTC. */
  readonly releasedAt: string;
  /** RFC 3339 in UTC: when support ends; null: no end is known. */
  readonly until: string | null;
  /** It is the newest of its track at that time. */
  readonly newest: boolean;
}

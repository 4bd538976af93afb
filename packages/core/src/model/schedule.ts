import type { StageName } from "./spec.ts";

/** For when a release is planned. */
export interface Schedule {
  /** IANA name of the zone that local times are taken in. */
  readonly timezone: string;
  /** By when a stage is to be done: a day, a local time or RFC 3339. */
  readonly stages: Readonly<Partial<Record<StageName, string>>>;
  readonly bookings: readonly Booking[];
}

/** An environment or a person, kept for this release. */
export interface Booking {
  readonly environment?: string;
  readonly person?: string;
  readonly from: string;
  /** Of a day the end. */
  readonly to: string;
  /** Name of the release it is for; absent: the one whose schedule it is in. */
  readonly release?: string;
  readonly because?: string;
}

import type { Plan, PlannedRelease, PlanWarning } from "../model/plan.ts";
import type { GateSpec, Spec } from "../model/spec.ts";
import type { Track } from "../model/track.ts";

/** Releases that break what a track promises its users, each a finding; a run refuses them. */
export function promiseFindings(
  { release, packages }: Pick<Plan, "release" | "packages">,
  tracks: readonly Track[],
): readonly PlanWarning[] {
  if (!release || release.type === "rollback") return [];
  return tracks
    .filter(({ channels }) => channels.includes(release.channel))
    .flatMap(({ name, promise }) => {
      const breaks = packages.filter(({ bump, from }) => from !== null && !allows(promise, bump));
      const [first] = breaks;
      if (!first) return [];
      const what = first.bump === "major" ? "a breaking change" : "more than fixes";
      return [
        {
          code: "RS_POLICY_PROMISE",
          message: `The track ${name} promises ${promise === "fixes" ? "nothing but fixes" : "no breaking change"}, and ${first.name} ${first.to} brings ${what}.`,
          suggestions: [`Release it to another track, or change \`tracks.${name}.promise\` and tell its users.`],
        },
      ];
    });
}

function allows(promise: Track["promise"], bump: PlannedRelease["bump"]): boolean {
  if (promise === "none" || bump === null) return true;
  return bump === "patch" || (promise === "no-breaking" && bump === "minor");
}

/** The gate that keeps a release waiting for its track's cadence and soak; none where the track asks for neither. */
export function trackGates(
  release: Pick<PlannedRelease, "version" | "channel" | "bump" | "type">,
  { tracks }: Pick<Spec, "tracks">,
): readonly GateSpec[] {
  if (release.type === "rollback") return [];
  return tracks
    .filter(({ channels, cadence, soak }) => channels.includes(release.channel) && (cadence > 0 || soak > 0))
    .map(({ name, channels, cadence, soak }) => ({
      id: `track:${name}`,
      kind: "track",
      options: {
        track: name,
        channels: channels.map((channel) => channel ?? "default"),
        // Fixes never wait for the next date.
        cadence: release.bump === "patch" ? 0 : cadence,
        soak,
      },
    }));
}

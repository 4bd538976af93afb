import type { Spec } from "../model/spec.ts";
import { givesSemanticVersions, isTimezone, parseCalendarFormat } from "../version/calendar.ts";
import { isVersion } from "../version/satisfies.ts";
import type { SpecRule } from "./spec-rules.ts";

type Found = ReturnType<SpecRule>;

/** What contradicts in how versions are told. */
export const versionRules: readonly SpecRule[] = [
  initialIsAVersion,
  calendarCanBeFilled,
  calendarSuitsPlugins,
  keysGoWithStrategies,
];

function initialIsAVersion({ version }: Spec): Found {
  if (isVersion(version.initial)) return [];
  return [
    {
      pointer: "/version/initial",
      message: `"${version.initial}" is not a semantic version.`,
      suggestions: ["Write it as MAJOR.MINOR.PATCH, for example 1.0.0."],
    },
  ];
}

function calendarCanBeFilled({ version: { calver } }: Spec): Found {
  if (!calver) return [];
  const wrong = parseCalendarFormat(calver.format);
  return [
    ...(typeof wrong === "string"
      ? [
          {
            pointer: "/version/calver",
            message: `"${calver.format}" is no format of calendar versions. ${wrong}`,
            suggestions: ["Write for example `version.calver: YYYY.MM.MICRO`."],
          },
        ]
      : []),
    ...(isTimezone(calver.timezone)
      ? []
      : [
          {
            pointer: "/version/calver",
            message: `"${calver.timezone}" is no time zone.`,
            suggestions: ["Write its IANA name, for example Europe/Berlin, or UTC."],
          },
        ]),
  ];
}

function calendarSuitsPlugins({ version: { calver } }: Spec, { plugins }: Parameters<SpecRule>[1]): Found {
  const segments = calver ? parseCalendarFormat(calver.format) : "";
  const strict = plugins.filter(({ plugin }) => plugin.versions === "semantic").map(({ name }) => name);
  if (!calver || typeof segments === "string" || givesSemanticVersions(segments) || strict.length === 0) return [];
  return [
    {
      pointer: "/version/calver",
      message: `The format ${calver.format} gives versions that are not semantic ones, and ${strict.join(" and ")} takes no others.`,
      suggestions: ["Use three parts without zeros in front: `version.calver: YYYY.MM.MICRO`."],
    },
  ];
}

function keysGoWithStrategies({ version }: Spec): Found {
  if (version.calver !== undefined && !version.strategy.includes("calver")) {
    return [
      {
        pointer: "/version/calver",
        message: "A format of calendar versions is given, but the strategy `calver` is not used.",
        suggestions: ["Write `version.strategy: calver`, or take `version.calver` out."],
      },
    ];
  }
  if (version.manual === undefined) return [];
  const given = "version" in version.manual ? version.manual.version : null;
  return [
    ...(version.strategy.includes("manual")
      ? []
      : [
          {
            pointer: "/version/manual",
            message: "A version is given by hand, but the strategy `manual` is not used.",
            suggestions: ["Write `version.strategy: manual`, or take `version.manual` out."],
          },
        ]),
    ...(given === null || isVersion(given)
      ? []
      : [
          {
            pointer: "/version/manual/version",
            message: `"${given}" is not a semantic version.`,
            suggestions: ["Write it as MAJOR.MINOR.PATCH, for example 2.0.0."],
          },
        ]),
  ];
}

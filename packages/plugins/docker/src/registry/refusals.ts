import { type HttpAnswer, plainLine, RelspecError } from "@relspec/core";

/** What was asked of a registry, for the message. */
export interface Attempt {
  /** Host and port as people write it. */
  readonly registry: string;
  /** `registry.acme.dev/payments`. */
  readonly image: string;
  /** As in "the registry did not WHAT". */
  readonly what: string;
}

/** What a registry said when it refused. */
export interface Refused {
  readonly status: number;
  /** The code of the OCI specification, or the registry's own: `DENIED`, `TAG_INVALID`; empty without one. */
  readonly code: string;
  readonly text: string;
}

interface Refusal {
  readonly code: RelspecError["code"];
  readonly when: (refused: Refused) => boolean;
  readonly message: (attempt: Attempt) => string;
  readonly suggestions: (attempt: Attempt) => readonly string[];
  /** Trying again may help. Default false. */
  readonly retryable?: true;
}

const login = ({ registry }: Attempt): readonly string[] => [
  `Set \`login: { username: "…", password: "{{secrets.REGISTRY_PASSWORD}}" }\` in the docker plugin's options.`,
  `Or log in on the machine that releases: \`docker login ${registry}\`.`,
];

/** Every way a registry refuses, the first row that fits counts. The page `docs/plugins/docker.md` tells of the same. */
export const refusals: readonly Refusal[] = [
  {
    code: "RS_PLAN_CONFLICT",
    when: ({ code, text }) => /immutab|TAG_ALREADY_EXISTS|ImageTagAlreadyExists/i.test(`${code} ${text}`),
    message: ({ registry, what }) => `${registry} does not ${what}: the tag is there already and cannot be moved.`,
    suggestions: () => [
      "Release another version, or let the registry's rule of immutable tags leave out channel tags.",
    ],
  },
  {
    code: "RS_STEP_CREDENTIALS",
    when: ({ status, code }) => status === 401 || code === "UNAUTHORIZED",
    message: ({ registry, what }) => `${registry} asks for other credentials to ${what}.`,
    suggestions: login,
  },
  {
    code: "RS_STEP_CREDENTIALS",
    when: ({ status, code }) => status === 403 || code === "DENIED",
    message: ({ registry, what }) => `${registry} does not let these credentials ${what}.`,
    suggestions: ({ registry, image }) => [
      `Give that user the right to push to ${image} on ${registry}, or use another.`,
    ],
  },
  {
    code: "RS_STEP_FAILED",
    when: ({ status, text }) => status === 413 || status === 507 || /quota|insufficient storage|no space/i.test(text),
    message: ({ registry, what }) => `${registry} has no room to ${what}.`,
    suggestions: ({ registry }) => [`Look at the quota on ${registry}, and at the limit of a proxy before it.`],
  },
  {
    code: "RS_STEP_UNREACHABLE",
    when: ({ status, code }) => status === 429 || code === "TOOMANYREQUESTS",
    message: ({ registry }) => `${registry} is asked too often.`,
    suggestions: () => ["Run again later; who is logged in may ask more often."],
    retryable: true,
  },
  {
    code: "RS_STEP_UNREACHABLE",
    when: ({ status }) => status === 408 || status >= 500,
    message: ({ registry, what }) => `${registry} cannot ${what} at the moment.`,
    suggestions: ({ registry }) => [`Look whether ${registry} is well, then run again.`],
    retryable: true,
  },
  {
    code: "RS_STEP_UNREACHABLE",
    // An upload that was forgotten between its parts (a registry that was started anew): it begins afresh.
    when: ({ code }) => code === "BLOB_UPLOAD_UNKNOWN" || code === "BLOB_UPLOAD_INVALID" || code === "SIZE_INVALID",
    message: ({ registry, what }) => `${registry} lost what was sent to ${what}.`,
    suggestions: () => ["Run again."],
    retryable: true,
  },
  {
    code: "RS_STEP_FAILED",
    when: ({ status, code }) => status === 404 || code === "NAME_UNKNOWN",
    message: ({ registry, image, what }) => `${registry} does not ${what}: it has no repository ${image}.`,
    suggestions: ({ image }) => [`Make the repository of ${image} first: some registries do not by themselves.`],
  },
  {
    code: "RS_STEP_FAILED",
    when: ({ code }) =>
      ["MANIFEST_INVALID", "MANIFEST_BLOB_UNKNOWN", "DIGEST_INVALID", "NAME_INVALID", "TAG_INVALID"].includes(code),
    message: ({ registry, what }) => `${registry} does not ${what}: it takes the image for malformed.`,
    suggestions: ({ registry }) => [
      `Look whether ${registry} takes OCI images and indexes; an old one may need an update.`,
    ],
  },
  {
    code: "RS_STEP_FAILED",
    when: ({ status, code }) => status === 405 || code === "UNSUPPORTED",
    message: ({ registry, what }) => `${registry} offers no way to ${what}.`,
    suggestions: () => [],
  },
];

/** The error of an answer that is a refusal. */
export function refusalOf(answer: HttpAnswer, attempt: Attempt): RelspecError {
  const refused = readRefusal(answer);
  const row = refusals.find(({ when }) => when(refused));
  const details = { image: attempt.image, status: refused.status, registry: refused.code };
  const said = [refused.code, refused.text].filter((part) => part !== "").join(": ");
  const tail = `The answer was ${refused.status}${said === "" ? "" : ` (${said})`}.`;
  if (!row)
    return new RelspecError("RS_STEP_FAILED", {
      message: `${attempt.registry} did not ${attempt.what}. ${tail}`,
      details,
    });
  const wait = retryAfter(answer.headers, new Date());
  return new RelspecError(row.code, {
    message: `${row.message(attempt)} ${tail}`,
    details,
    suggestions: row.suggestions(attempt),
    retryable: row.retryable ?? false,
    ...(row.retryable && wait !== undefined && { retryAfter: wait }),
  });
}

export function readRefusal({ status, body }: HttpAnswer): Refused {
  try {
    const { errors } = JSON.parse(body) as { errors?: readonly { code?: unknown; message?: unknown }[] };
    const [first] = Array.isArray(errors) ? (errors as readonly { code?: unknown; message?: unknown }[]) : [];
    return { status, code: plain(first?.code, 60), text: plain(first?.message, 300) };
  } catch {
    return { status, code: "", text: "" };
  }
}

function plain(value: unknown, most: number): string {
  return typeof value === "string" ? plainLine(value.slice(0, most)) : "";
}

/** When the other side wants to be asked again, in milliseconds from now, an hour at the most; undefined when it does not say. */
export function retryAfter(headers: HttpAnswer["headers"], now: Date): number | undefined {
  const value = headers["retry-after"]?.trim();
  if (!value) return undefined;
  const wait = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), 3_600_000) : undefined;
}

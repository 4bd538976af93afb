/** What kind of host a project is at, which decides the form of links. */
export const hostKinds = ["github", "gitlab", "gitea", "bitbucket", "bitbucket-server", "azure"] as const;
export type HostKind = (typeof hostKinds)[number];

export interface NotesHost {
  readonly kind?: HostKind;
  /** Address of the project in a browser; absent: told from the remote. */
  readonly url?: string;
}

/** One heading of the notes. */
export interface NotesGroup {
  readonly name: string;
  /** In small letters; `*` stands for everything that asks for a release and is in no other group. */
  readonly types: readonly string[];
  /** A scope that is named here decides before the type. */
  readonly scopes: readonly string[];
  /** Breaking changes are told here, before everything else. */
  readonly breaking: boolean;
}

/** What is for the team only: what `hide: [internal]` of an audience leaves out, and what no message to it may name. */
export interface InternalSpec {
  readonly types: readonly string[];
  readonly scopes: readonly string[];
  /** Globs of references such as `OPS-*`; absent: every issue key (`PAY-3`). */
  readonly keys?: readonly string[];
}

/** How the notes of a release are made. */
export interface NotesSpec {
  readonly groups: readonly NotesGroup[];
  /** Types that are never shown, unless they break something. */
  readonly hidden: readonly string[];
  /** Say behind each change who made it. */
  readonly authors: boolean;
  /** List who took part, with those who did for the first time marked. */
  readonly contributors: boolean;
  /** `@name` in a commit stays a mention. */
  readonly mentions: boolean;
  readonly host: NotesHost;
  /** Address that an issue key is put behind: `https://acme.atlassian.net/browse/`. */
  readonly issues?: string;
  /** What the plan makes of a feature whose commit says nothing of how to use it. `relspec notes` always names them. */
  readonly howTo: "ignore" | "warn" | "require";
  readonly internal: InternalSpec;
}

/** What an audience does not get to see. */
export const hideable = ["internal", "authors", "commits"] as const;
export type Hidden = (typeof hideable)[number];

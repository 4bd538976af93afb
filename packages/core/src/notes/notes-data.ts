import type { Person } from "../model/change.ts";

/** A release as its notes tell it, before any wording or markup: all text in it is as people wrote it, on one line each. */
export interface NotesData {
  readonly packages: readonly PackageNotes[];
}

export interface PackageNotes {
  readonly name: string;
  readonly version: string;
  /** Null on a first release. */
  readonly previous: string | null;
  readonly tag: string;
  readonly previousTag: string | null;
  /** Day of the release's commit in UTC, `2026-01-31`. */
  readonly date: string;
  /** Address of the comparison with the last release. */
  readonly compare: string | null;
  /** Title of the breaking changes, and they themselves. */
  readonly breaking: NoteGroup;
  /** In order; none is empty. */
  readonly groups: readonly NoteGroup[];
  /** Packages of the same project that it is released because of. */
  readonly dependencies: readonly {
    readonly name: string;
    readonly version: string;
    readonly previous: string | null;
  }[];
  /** By name. Empty unless the spec asks for them. */
  readonly contributors: readonly NoteAuthor[];
}

export interface NoteGroup {
  readonly title: string;
  readonly items: readonly NoteItem[];
}

/** One change, or one of the commits that a squashed one lists. */
export interface NoteItem {
  readonly id: string;
  readonly type: string | null;
  readonly scope: string | null;
  readonly subject: string;
  readonly breaking: boolean;
  /** Address of the commit. */
  readonly url: string | null;
  readonly references: readonly NoteReference[];
  /** Empty unless the spec asks for them. */
  readonly authors: readonly NoteAuthor[];
  /** What those who upgrade have to know; several lines. */
  readonly upgrade: string | null;
  /** What an intent says beyond its first line; several lines. */
  readonly text: string | null;
  readonly howTo: HowTo | null;
}

export interface NoteReference {
  readonly text: string;
  readonly url: string | null;
}

/** How to use a feature: in words, or at an address. */
export interface HowTo {
  readonly text: string;
  readonly url: string | null;
}

export interface NoteAuthor extends Pick<Person, "name"> {
  /** Has no commit in the last release. */
  readonly first: boolean;
}

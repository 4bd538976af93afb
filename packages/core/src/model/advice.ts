/** One of the five pitfalls, checked on a project's own figures. */
export interface Advice {
  readonly pitfall: "size" | "promises" | "groups" | "waiting" | "versions";
  /** `no-data`: the record does not say enough yet. */
  readonly verdict: "good" | "advice" | "no-data";
  /** What was found, with its figures. */
  readonly message: string;
  /** One command or edit; null where there is nothing to do. */
  readonly suggestion: string | null;
  readonly figures: Readonly<Record<string, number | null>>;
}

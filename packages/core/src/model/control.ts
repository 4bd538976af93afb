/** Something that has to be so by a deadline, whoever is to see to it, and who is told when it is not. */
export interface Control {
  readonly id: string;
  /** Ids of the frameworks it answers: `SOC 2 CC8.1`. */
  readonly framework: readonly string[];
  /** Gates that must be open: full ids, or unique ends of them. */
  readonly require: readonly string[];
  /** Name of the role that sees to it, and is told first. */
  readonly owner: string;
  /** Milliseconds from the opening of the release; also between one rung and the next. */
  readonly within: number;
  /** Names of the roles that are told after the owner, one after the other. */
  readonly escalate: readonly string[];
  /** Plugin that carries the message. Absent: the one that can. */
  readonly announcer?: string;
  readonly because?: string;
}

/** How a control of the open release stands. */
export interface ControlStanding {
  readonly id: string;
  readonly state: "met" | "open" | "overdue";
  /** RFC 3339 in UTC. */
  readonly due: string;
  /** Gates that are not open. */
  readonly missing: readonly string[];
  readonly rungs: readonly Rung[];
}

/** One step of the ladder. */
export interface Rung {
  /** 1 is the owner. */
  readonly rung: number;
  readonly role: string;
  /** RFC 3339 in UTC. */
  readonly due: string;
  /** When it was put on record; null when it was not, yet. */
  readonly at: string | null;
}

/** A rung on record. */
export interface Escalation {
  readonly control: string;
  readonly rung: number;
  readonly role: string;
  readonly at: string;
}

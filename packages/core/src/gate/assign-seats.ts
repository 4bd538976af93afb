/** So many members of a role. */
export interface Seat {
  readonly role: string;
  readonly min: number;
}

/** One who could sit, with the roles they may sit for. */
export interface Candidate {
  readonly person: string;
  readonly roles: readonly string[];
}

/**
 * Who sits where: one person one seat, and as many seats filled as can be (augmenting paths, Kuhn 1955), so that a person in
 * two roles is never counted twice, nor placed where somebody else could have been.
 * @returns for each seat the people who hold it, in the order they came.
 */
export function assignSeats(seats: readonly Seat[], candidates: readonly Candidate[]): readonly (readonly string[])[] {
  const people = rolesByPerson(candidates);
  // More places than people can never be filled, so a quorum of a million costs nothing.
  const slots = seats.flatMap(({ role, min }, index) =>
    Array.from({ length: Math.min(min, people.length) }, () => ({ role, index })),
  );
  const holder = new Map<number, number>();
  const place = (person: number, seen: Set<number>): boolean =>
    slots.some(({ role }, slot) => {
      if (seen.has(slot) || people[person]?.[1].has(role) !== true) return false;
      seen.add(slot);
      const other = holder.get(slot);
      if (other !== undefined && !place(other, seen)) return false;
      holder.set(slot, person);
      return true;
    });
  for (const person of people.keys()) place(person, new Set());
  return seats.map((_, index) =>
    [...holder]
      .filter(([slot]) => slots[slot]?.index === index)
      .map(([, person]) => person)
      .sort((one, other) => one - other)
      .map((person) => people[person]?.[0] as string),
  );
}

function rolesByPerson(candidates: readonly Candidate[]): readonly (readonly [string, ReadonlySet<string>])[] {
  const people = new Map<string, Set<string>>();
  for (const { person, roles } of candidates) {
    const known = people.get(person) ?? new Set();
    for (const role of roles) known.add(role);
    people.set(person, known);
  }
  return [...people];
}

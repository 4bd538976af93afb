import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assignSeats, type Candidate, type Seat } from "./assign-seats.ts";

const filled = (seats: readonly Seat[], candidates: readonly Candidate[]): number =>
  assignSeats(seats, candidates).reduce((sum, held) => sum + held.length, 0);

/** Every way of seating people, one after the other: the most seats that can be filled. */
function mostSeats(seats: readonly Seat[], candidates: readonly Candidate[]): number {
  const [first, ...rest] = candidates;
  if (!first) return 0;
  const without = mostSeats(seats, rest);
  return seats.reduce((best, { role, min }, index) => {
    if (min === 0 || !first.roles.includes(role)) return best;
    const left = seats.map((seat, at) => (at === index ? { ...seat, min: min - 1 } : seat));
    return Math.max(best, 1 + mostSeats(left, rest));
  }, without);
}

const roles = ["qa", "security", "board", "product"];
const someRoles = fc.subarray(roles);
const someSeats = fc.array(fc.record({ role: fc.constantFrom(...roles), min: fc.integer({ min: 1, max: 3 }) }), {
  minLength: 1,
  maxLength: 3,
});
const somePeople = fc
  .array(someRoles, { maxLength: 5 })
  .map((all) => all.map((mine, index): Candidate => ({ person: `p${index}`, roles: mine })));

describe("seats", () => {
  it("are filled as well as trying every way would fill them", () => {
    fc.assert(
      fc.property(someSeats, somePeople, (seats, people) => {
        expect(filled(seats, people)).toBe(mostSeats(seats, people));
      }),
    );
  });

  it("are each held by people of their role, and nobody holds two", () => {
    fc.assert(
      fc.property(someSeats, somePeople, (seats, people) => {
        const held = assignSeats(seats, people);
        const all = held.flat();
        expect(new Set(all).size).toBe(all.length);
        for (const [index, mine] of held.entries()) {
          expect(mine.length).toBeLessThanOrEqual(seats[index]?.min ?? 0);
          for (const person of mine)
            expect(people.find((each) => each.person === person)?.roles).toContain(seats[index]?.role);
        }
      }),
    );
  });

  it("are no better filled by saying it twice", () => {
    fc.assert(
      fc.property(someSeats, somePeople, (seats, people) => {
        expect(filled(seats, [...people, ...people])).toBe(filled(seats, people));
      }),
    );
  });

  it("do not cost what an absurd quorum asks for", () => {
    expect(filled([{ role: "qa", min: 1e9 }], [{ person: "ana", roles: ["qa"] }])).toBe(1);
  });
});

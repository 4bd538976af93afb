const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** Milliseconds for people, in the two largest units that hold something: `2 d 3 h`, `59 min`, `less than 1 s`. */
export function describeDuration(milliseconds: number): string {
  const first = units.findIndex(([, size]) => milliseconds >= size);
  if (first === -1) return "less than 1 s";
  const [name, size] = units[first]!;
  const whole = `${Math.floor(milliseconds / size)} ${name}`;
  const next = units[first + 1];
  const rest = next === undefined ? 0 : Math.floor((milliseconds % size) / next[1]);
  return rest === 0 || next === undefined ? whole : `${whole} ${rest} ${next[0]}`;
}

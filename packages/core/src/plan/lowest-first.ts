export interface LowestFirst {
  add(number: number): void;
  /** Takes the lowest out; undefined when there is none. */
  take(): number | undefined;
}

/** Numbers that come out lowest first, each in time that grows with the logarithm of how many there are. */
export function lowestFirst(): LowestFirst {
  // A binary heap: a number is never above those at twice its place plus one and two.
  const heap: number[] = [];
  const swap = (a: number, b: number): void => void ([heap[a], heap[b]] = [heap[b]!, heap[a]!]);
  return {
    add: (number) => {
      heap.push(number);
      for (let at = heap.length - 1; at > 0;) {
        const above = (at - 1) >> 1;
        if (heap[above]! <= heap[at]!) return;
        swap(at, above);
        at = above;
      }
    },
    take: () => {
      const [lowest] = heap;
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return lowest;
      heap[0] = last;
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        const below = right < heap.length && heap[right]! < heap[left]! ? right : left;
        if (below >= heap.length || heap[at]! <= heap[below]!) return lowest;
        swap(at, below);
        at = below;
      }
    },
  };
}

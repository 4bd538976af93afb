import type { World } from "../world/world.ts";

/** What a process has left of the world: all of it until it is killed, nothing from then on. */
export interface MortalWorld extends World {
  /** Programs, requests and changes of files so far, since counting began. */
  count(): number;
  /** Count from here on. */
  begin(): void;
  readonly dead: () => boolean;
}

/**
 * A world whose process is killed right after its `last`th call to the outside since {@link MortalWorld.begin} (0: before the
 * first). `onCall` sees each call before it is made.
 */
export function mortalWorld(
  world: World,
  { last = Number.POSITIVE_INFINITY, onCall }: { readonly last?: number; readonly onCall?: (n: number) => void } = {},
): MortalWorld {
  let counting = false;
  let count = 0;
  let dead = false;
  const through =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>, counts: boolean) =>
    async (...args: A): Promise<R> => {
      if (counting && count >= last) dead = true;
      if (dead) throw new Error("killed");
      if (!counts || !counting) return call(...args);
      count += 1;
      onCall?.(count);
      const own = count;
      try {
        return await call(...args);
      } finally {
        if (own >= last) dead = true;
      }
    };
  const { read, readBytes, stream, exists, glob, write, remove } = world.files;
  return {
    ...world,
    run: through(world.run, true),
    send: through(world.send, true),
    files: {
      read: through(read, false),
      readBytes: through(readBytes, false),
      stream: through(stream, false),
      exists: through(exists, false),
      glob: through(glob, false),
      write: through(write, true),
      remove: through(remove, true),
    },
    count: () => count,
    begin: () => void (counting = true),
    dead: () => dead,
  };
}

/** The lines of a text that comes in pieces. A line is cut at a million characters, so that none can fill the memory. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncIterable<string> {
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + piece).split("\n");
    rest = (lines.pop() as string).slice(0, 1_000_000);
    yield* lines;
  }
  if (rest !== "") yield rest;
}

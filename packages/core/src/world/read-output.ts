import { StringDecoder } from "node:string_decoder";

/** Takes what a program writes, piece by piece. */
export interface OutputReader {
  /** False when the piece is one too many for the limit. */
  add(chunk: Buffer): boolean;
  /** Everything that is kept, once there is no more. */
  end(): string;
}

/** All of it, up to `limit` bytes. */
export function readWhole(limit: number): OutputReader {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    add: (chunk) => (size += chunk.length) <= limit && chunks.push(chunk) > 0,
    end: () => Buffer.concat(chunks).toString("utf8"),
  };
}

/** The last `kept` bytes or a little more, however much there is. */
export function readEnd(kept: number): OutputReader {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    add: (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      for (let first = chunks[0]; first && size - first.length > kept; first = chunks[0]) {
        size -= first.length;
        chunks.shift();
      }
      return true;
    },
    end: () => Buffer.concat(chunks).toString("utf8"),
  };
}

/** As it comes, none of it kept. */
export function readPieces(onText: (text: string) => void): OutputReader {
  const decoder = new StringDecoder("utf8");
  const hand = (text: string): void => {
    if (text !== "") onText(text);
  };
  return {
    add: (chunk) => {
      hand(decoder.write(chunk));
      return true;
    },
    end: () => {
      hand(decoder.end());
      return "";
    },
  };
}

/** Line by line, none longer than `limit`; a character or a line may be cut anywhere. Only line feeds end a line. */
export function readLines(onLine: (line: string) => void, limit: number): OutputReader {
  const decoder = new StringDecoder("utf8");
  let parts: string[] = [];
  let held = 0;
  return {
    add: (chunk) => {
      const pieces = decoder.write(chunk).split("\n");
      const rest = pieces.pop() ?? "";
      for (const piece of pieces) {
        const line = [...parts, piece].join("");
        parts = [];
        held = 0;
        onLine(line);
      }
      parts.push(rest);
      held += rest.length;
      return held <= limit;
    },
    end: () => {
      const line = parts.join("") + decoder.end();
      if (line !== "") onLine(line);
      return "";
    },
  };
}

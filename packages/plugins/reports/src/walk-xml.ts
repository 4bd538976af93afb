import type { Fact } from "@relspec/core";
import { limits } from "./limits.ts";

export interface XmlHandler {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close?: (name: string) => void;
}

/**
 * The facts in an XML report, as its tags go by; text between them is not kept. Entities that a document declares are not
 * expanded, so that a report cannot make itself bigger than it is, and nothing is ever fetched.
 * @throws where it is not well-formed, ends too soon, or is built to exhaust its reader.
 */
export async function* factsOfXml(
  pieces: AsyncIterable<string>,
  make: (give: (fact: Fact) => void) => XmlHandler,
): AsyncIterable<Fact> {
  const { default: sax } = await import("sax");
  let facts: Fact[] = [];
  const { open, close } = make((fact) => void facts.push(fact));
  const parser = new sax.SAXParser(true, { position: true });
  let depth = 0;
  let attributes = 0;
  let ended = false;
  Object.assign(parser, {
    // Its own limit is for the whole process and too low for a long message in an attribute; `heldBy` is ours.
    bufferCheckPosition: Number.POSITIVE_INFINITY,
    onerror: (error: Error) => {
      throw new Error(firstLine(error.message));
    },
  });
  parser.ondoctype = (text) => {
    if (text.includes("[")) throw new Error("it declares entities of its own, which are not read");
  };
  parser.onattribute = () => {
    attributes += 1;
    if (attributes > limits.attributes) throw new Error(`a tag has more than ${limits.attributes} attributes`);
  };
  parser.onopentag = (tag) => {
    attributes = 0;
    depth += 1;
    if (depth > limits.depth) throw new Error(`its tags are nested more than ${limits.depth} deep`);
    open(tag.name, tag.attributes as Readonly<Record<string, string>>);
  };
  parser.onclosetag = (name) => {
    depth -= 1;
    if (depth === 0) ended = true;
    close?.(name);
  };
  for await (const piece of pieces) {
    parser.write(piece);
    parser.flush();
    if (heldBy(parser) > limits.text) throw new Error(`a text in it is longer than ${limits.text} characters`);
    yield* facts;
    facts = [];
  }
  if (!ended) throw new Error("it ends before its last tag");
  parser.close();
  yield* facts;
}

/** Where the parser collects what it has not told of yet. */
const buffers = ["comment", "sgmlDecl", "tagName", "doctype", "procInstBody", "entity", "attribName", "attribValue"];

function heldBy(parser: object): number {
  const held = parser as Readonly<Record<string, unknown>>;
  return buffers.reduce((sum, name) => {
    const text = held[name];
    return sum + (typeof text === "string" ? text.length : 0);
  }, 0);
}

function firstLine(message: string): string {
  const [what = "", line] = message.split("\n");
  const where = /Line: (\d+)/.exec(line ?? "")?.[1];
  return where === undefined ? what : `line ${Number(where) + 1}: ${what}`;
}

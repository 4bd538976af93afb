import { parseAst } from "rolldown/parseAst";

/** From where to where a function of a bundle reaches, in UTF-16 code units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A node of the syntax tree, as far as it matters here. */
interface Node extends Range {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface Import extends Node {
  readonly source: { readonly value: string };
  /** `imported` is absent for what is imported whole. */
  readonly specifiers: readonly { readonly imported?: Named; readonly local: Named }[];
}

interface Named {
  readonly name: string;
}

/**
 * A bundle that starts quicker and does the same. V8 compiles a function when it is first called, unless it stands in
 * parentheses: then it is compiled with its module, and Node's compile cache has it the next time. So functions that are
 * called at a start are put in parentheses, declarations as variables at the beginning of their block, which is where a
 * declaration takes effect. And Node's own modules are asked for: an `import` would read everything each of them
 * exports, which loads more of Node (`crypto` brings all of WebCrypto).
 */
export function quicken(code: string, called: readonly Range[]): string {
  const calledTo = Map.groupBy(called, ({ end }) => end);
  const isCalled = (node: Node): boolean =>
    calledTo.get(node.end)?.some(({ start }) => start >= node.start && start <= (node["body"] as Node).start) ?? false;

  const print = (node: Node, parent?: Node): string => {
    const children = childrenOf(node);
    const isBlock = node.type === "Program" || (node.type === "BlockStatement" && isFunction(parent));
    const moved = new Set(isBlock ? children.filter((child) => isDeclaration(child) && isCalled(child)) : []);
    const place = children.find((child) => !standsFirst(child));
    let text = "";
    let at = node.start;
    for (const child of children) {
      // A shorthand stands in the tree twice.
      if (child.start < at) continue;
      text += code.slice(at, child.start);
      if (child === place) text += [...moved].map(asVariable).join("");
      if (!moved.has(child)) text += print(child, node);
      at = child.end;
    }
    text += code.slice(at, node.end);
    if (isImport(node)) return withoutImport(node, text);
    return isExpression(node, parent) && isCalled(node) ? `(${text})` : text;
  };

  /** Without its name inside, which could not be given another value there. */
  const asVariable = (declaration: Node): string => {
    const { start, end } = declaration["id"] as Node;
    const text = print(declaration);
    return `var ${code.slice(start, end)}=(${text.slice(0, start - declaration.start)}${text.slice(end - declaration.start)});`;
  };

  const program = parseAst(code, { lang: "js" }) as unknown as Node;
  return code.slice(0, program.start) + print(program) + code.slice(program.end);
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flat()
    .filter(
      (value): value is Node => typeof value === "object" && value !== null && "type" in value && "start" in value,
    )
    .toSorted((a, b) => a.start - b.start);
}

function isFunction(node: Node | undefined): boolean {
  return (
    node !== undefined && ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"].includes(node.type)
  );
}

function isDeclaration(node: Node): boolean {
  return node.type === "FunctionDeclaration";
}

/** A function that may stand in parentheses: no method, and not at the beginning of a statement. */
function isExpression(node: Node, parent: Node | undefined): boolean {
  if (node.type === "ArrowFunctionExpression") return parent?.type !== "ExpressionStatement";
  if (node.type !== "FunctionExpression" || parent === undefined) return false;
  if (parent.type === "MethodDefinition") return false;
  return parent.type !== "Property" || (parent["method"] === false && parent["kind"] === "init");
}

/** What declarations may not be put in front of. */
function standsFirst(node: Node): boolean {
  return node.type === "ImportDeclaration" || typeof node["directive"] === "string";
}

function isImport(node: Node): node is Import {
  return node.type === "ImportDeclaration" && (node as Import).specifiers.length > 0;
}

/** `import { a as b } from "node:x"` as `var {a:b}=process.getBuiltinModule("node:x")`. */
function withoutImport({ source, specifiers }: Import, text: string): string {
  if (!source.value.startsWith("node:")) return text;
  const module = `globalThis.process.getBuiltinModule(${JSON.stringify(source.value)})`;
  const whole = specifiers.filter(({ imported }) => imported === undefined).map(({ local }) => local.name);
  const pairs = specifiers.flatMap(({ imported, local }) => (imported ? [`${imported.name}:${local.name}`] : []));
  return [...whole, ...(pairs.length > 0 ? [`{${pairs.join(",")}}`] : [])]
    .map((names) => `var ${names}=${module};`)
    .join("");
}

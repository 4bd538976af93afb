import type { ErrorObject } from "ajv";
import type { Schema } from "../plugin/infer.ts";
import { schemaAt } from "./schema-at.ts";

/**
 * Of the errors of `oneOf` and `anyOf`, only those of the branch that was probably meant: the one of the value's type,
 * with the value's discriminating constants, and the fewest errors. Where every branch wants another type or constant,
 * one error that lists them all.
 */
export function reduceBranches(errors: readonly ErrorObject[], root: Schema): readonly ErrorObject[] {
  // `if` only repeats what `then` and `else` say; `propertyNames` repeats what its own schema says, and names the key better.
  let left = errors.filter(
    (error) => error.keyword !== "if" && !(error.propertyName !== undefined && error.keyword !== "propertyNames"),
  );
  for (;;) {
    // Ajv reports a union after the errors of its branches, an inner union before the outer one.
    const at = left.findIndex((error) => error.keyword === "anyOf" || error.keyword === "oneOf");
    const union = left[at];
    if (union === undefined) return left;
    const own = branchErrors(left.slice(0, at), union, root);
    const kept = left.filter((error, index) => index !== at && !(index < at && own.includes(error)));
    const chosen = own.length === 0 ? [{ ...union, keyword: "union" }] : meant(own, union, root);
    left = [...kept.slice(0, at - own.length), ...chosen, ...kept.slice(at - own.length)];
  }
}

function branchErrors(before: readonly ErrorObject[], union: ErrorObject, root: Schema): readonly ErrorObject[] {
  const prefixes = branchPrefixes(union, root).flat();
  const first = before.findIndex(
    (error) =>
      prefixes.some((prefix) => within(error.schemaPath, prefix)) && error.instancePath.startsWith(union.instancePath),
  );
  return first === -1 ? [] : before.slice(first).filter((error) => error.instancePath.startsWith(union.instancePath));
}

/** Where the errors of each branch can stand in the schema. */
function branchPrefixes(union: ErrorObject, root: Schema): readonly (readonly string[])[] {
  const branches = (schemaAt(root, union.schemaPath) ?? []) as readonly Schema[];
  return branches.map((branch, index) => {
    const own = `${union.schemaPath}/${index}`;
    const reference = branch["$ref"];
    return typeof reference === "string" ? [own, reference] : [own];
  });
}

function within(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function meant(own: readonly ErrorObject[], union: ErrorObject, root: Schema): readonly ErrorObject[] {
  const prefixes = branchPrefixes(union, root);
  const groups = new Map<number, ErrorObject[]>();
  let branch = 0;
  for (const error of own) {
    // Errors come branch by branch; one behind a further `$ref` belongs to the branch of the one before it.
    const found = prefixes.findIndex(
      (list, index) => index >= branch && list.some((prefix) => within(error.schemaPath, prefix)),
    );
    if (found !== -1) branch = found;
    groups.set(branch, [...(groups.get(branch) ?? []), error]);
  }
  const scored = [...groups.values()]
    .map((group) => ({ group, score: score(group, union) }))
    .sort((a, b) => a.score - b.score);
  const best = scored[0];
  if (best === undefined) return [];
  if (best.score < otherConstant) return best.group;
  return [
    merge(
      own.filter(
        (error) =>
          error.instancePath === union.instancePath &&
          (error.keyword === "type" || error.keyword === "const" || error.keyword === "enum"),
      ),
      best.group,
    ),
  ];
}

const otherType = 10_000;
const otherConstant = 1_000;

function score(group: readonly ErrorObject[], union: ErrorObject): number {
  return group.reduce((sum, error) => {
    const here = error.instancePath === union.instancePath;
    if (here && error.keyword === "type") return sum + otherType;
    if (here && (error.keyword === "const" || error.keyword === "enum")) return sum + otherConstant;
    // A constant one level down is how branches of maps are told apart: `{ kind: "a", … }`.
    const level = error.instancePath.slice(union.instancePath.length).split("/").length - 1;
    if (level === 1 && error.keyword === "const") return sum + otherConstant / 10;
    return sum + (error.keyword === "required" ? 2 : 1);
  }, 0);
}

function merge(errors: readonly ErrorObject[], fallback: readonly ErrorObject[]): ErrorObject {
  const constants = errors.filter((error) => error.keyword !== "type");
  const sample = constants[0] ?? errors[0] ?? (fallback[0] as ErrorObject);
  if (constants.length > 0) {
    const allowedValues = constants.flatMap((error) =>
      error.keyword === "const"
        ? [error.params["allowedValue"] as unknown]
        : (error.params["allowedValues"] as unknown[]),
    );
    return { ...sample, keyword: "enum", params: { allowedValues } };
  }
  return errors.length === 0
    ? sample
    : {
        ...sample,
        params: { type: [...new Set(errors.flatMap((error) => error.params["type"] as string | string[]))] },
      };
}

import { mkdtemp, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fileURLToPath } from "node:url";
import type { Schema } from "../plugin/infer.ts";
import { compileSchema, type Precompiled } from "./compile-schema.ts";
import { compileStandalone } from "./compile-standalone.ts";
import { createAjv } from "./create-ajv.ts";
import { schemaKey } from "./schema-key.ts";

const schema: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["remote"],
  properties: {
    remote: { type: "string", minLength: 1 },
    access: { enum: ["public", "restricted"], default: "public" },
    retries: { type: "integer", minimum: 1 },
    wait: { type: "string", format: "duration", expects: "a duration such as PT5M" },
    later: { type: "boolean", unsupported: "Remove `later`." },
    mode: { enum: ["fast", "slow"], unsupportedValues: { slow: "Use `fast`." } },
    to: {
      anyOf: [
        { type: "string" },
        { type: "object", additionalProperties: false, required: ["email"], properties: { email: { type: "string" } } },
      ],
    },
    sign: { oneOf: [{ const: false }, { const: "ssh" }, { const: "gpg" }] },
    kind: {
      oneOf: [
        {
          type: "object",
          additionalProperties: false,
          required: ["kind"],
          properties: { kind: { const: "a" }, size: { type: "integer" } },
        },
        {
          type: "object",
          additionalProperties: false,
          required: ["kind"],
          properties: { kind: { const: "b" }, color: { type: "string" } },
        },
      ],
    },
  },
};

async function findings(value: unknown, of: Schema = schema, precompiled?: Precompiled) {
  return (await compileSchema(of, precompiled))(value).findings;
}
async function messages(value: unknown, of: Schema = schema) {
  return (await findings(value, of)).map(({ message }) => message);
}

describe("compileSchema", () => {
  test("fills in defaults in a copy and leaves the given value alone", async () => {
    const given = Object.freeze({ remote: "origin" });
    expect((await compileSchema(schema))(given)).toEqual({
      value: { remote: "origin", access: "public" },
      findings: [],
    });
    expect(given).toEqual({ remote: "origin" });
  });

  test("reports every problem at once, each as one sentence with its pointer", async () => {
    expect(await findings({ acces: "public", retries: 0, wait: "5 minutes" })).toEqual([
      { pointer: "", keyword: "required", message: "The key `remote` is missing.", suggestions: ["Add `remote`."] },
      {
        pointer: "/acces",
        keyword: "additionalProperties",
        message: "Unknown key `acces`.",
        suggestions: ["Write `access` instead of `acces`."],
      },
      {
        pointer: "/retries",
        keyword: "minimum",
        message: "`retries` must be at least 1, not the number 0.",
        suggestions: [],
      },
      {
        pointer: "/wait",
        keyword: "format",
        message: '`wait` must be a duration such as PT5M, not the string "5 minutes".',
        suggestions: [],
      },
    ]);
  });

  test("names the place from where the value's author sees it", async () => {
    const [finding] = (await compileSchema(schema))({ remote: 7 }, "/plugins/git").findings;
    expect(finding).toMatchObject({
      pointer: "/plugins/git/remote",
      message: "`plugins.git.remote` must be a string, not the number 7.",
      suggestions: ["Put the value in quotes."],
    });
  });

  test("suggests the enum value that was meant, and the right kind of yes and no", async () => {
    expect((await findings({ remote: "o", access: "restrcted" }))[0]?.suggestions).toEqual([
      "Write `restricted` instead of `restrcted`.",
    ]);
    expect(
      (await findings({ b: "yes" }, { type: "object", properties: { b: { type: "boolean" } } }))[0]?.suggestions,
    ).toEqual(["Write `true`."]);
  });

  test("reduces a union to the branch that was meant", async () => {
    expect(await messages({ remote: "o", to: { emial: "a@b" } })).toEqual([
      "`to` lacks the key `email`.",
      "Unknown key `emial` in `to`.",
    ]);
    expect(await messages({ remote: "o", to: 7 })).toEqual(["`to` must be a string or a map, not the number 7."]);
    expect(await messages({ remote: "o", sign: "ssg" })).toEqual([
      '`sign` must be one of `false`, `ssh` or `gpg`, not the string "ssg".',
    ]);
    expect(await messages({ remote: "o", kind: { kind: "b", colour: "red" } })).toEqual([
      "Unknown key `colour` in `kind`.",
    ]);
  });

  test("reduces a union inside a union, and branches behind references", async () => {
    const nested: Schema = {
      $defs: {
        person: {
          type: "object",
          additionalProperties: false,
          required: ["name"],
          properties: { name: { anyOf: [{ type: "string" }, { type: "integer" }] } },
        },
      },
      type: "object",
      properties: { who: { anyOf: [{ type: "boolean" }, { $ref: "#/$defs/person" }] } },
    };
    expect(await messages({ who: { name: [] } }, nested)).toEqual([
      "`who.name` must be a string or a whole number, not a list.",
    ]);
  });

  test("refuses what is marked as unsupported, key or value, with the remedy", async () => {
    const found = await findings({ remote: "o", later: true, mode: "slow" });
    expect(found.map(({ pointer, keyword, suggestions }) => ({ pointer, keyword, suggestions }))).toEqual([
      { pointer: "/later", keyword: "unsupported", suggestions: ["Remove `later`."] },
      { pointer: "/mode", keyword: "unsupportedValues", suggestions: ["Use `fast`."] },
    ]);
    expect(await findings({ remote: "o", mode: "fast" })).toEqual([]);
  });

  test("prints no control characters and no long values", async () => {
    const [finding] = await findings({ remote: "o", "\u001b[31mred\u0007": 1 });
    expect(finding?.message).toBe(
      "Unknown key `\\u001b[31mred\\u0007`; it takes remote, access, retries, wait, later, mode, to, sign, kind.",
    );
    const long = await findings({ remote: "o", access: "x".repeat(1_000_000) });
    expect(long[0]?.message.length).toBeLessThan(200);
  });

  test("does not take inherited names for keys", async () => {
    const strict: Schema = {
      type: "object",
      additionalProperties: false,
      required: ["constructor"],
      properties: { constructor: { type: "string" } },
    };
    expect(await messages({}, strict)).toEqual(["The key `constructor` is missing."]);
    expect(await messages(JSON.parse('{"remote":"o","__proto__":{"access":"x"}}'))).toEqual([
      "`The value` has a key `__proto__`.",
    ]);
  });

  test("names what JSON cannot hold", async () => {
    const cycle: Record<string, unknown> = { remote: "o" };
    cycle["to"] = cycle;
    expect((await messages(cycle))[0]).toContain("nested deeper than 64 levels");
    expect(await messages({ remote: () => 1, to: new Date(0) })).toEqual([
      "`remote` is a function, which JSON cannot hold.",
      "`to` is a Date, which JSON cannot hold.",
    ]);
  });

  test("says what is wrong with a schema that is none", async () => {
    await expect(compileSchema({ type: "strng" })).rejects.toMatchObject({ code: "RS_PLUGIN_INVALID" });
    await expect(compileSchema({ type: "object", propertis: {} })).rejects.toThrow("propertis");
  });

  test("takes a schema that names its dialect, and plain JSON Schema idioms", async () => {
    const plain: Schema = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      anyOf: [{ required: ["a"] }, { required: ["b"] }],
    };
    expect(await messages({ a: "x" }, plain)).toEqual([]);
    expect((await messages({}, plain)).length).toBeGreaterThan(0);
  });
});

describe("compileStandalone", () => {
  test("makes a module whose validators find the same, without loading Ajv's compiler", async () => {
    const other: Schema = {
      type: "object",
      properties: { list: { type: "array", uniqueItems: true, items: { type: "string", minLength: 2 } } },
    };
    const { code, names } = await compileStandalone([schema, other, schema]);
    expect(Object.keys(names)).toEqual([schemaKey(schema), schemaKey(other)]);
    expect(code).not.toContain("require(");
    // Beside the sources, so that the import of Ajv's small run-time helpers resolves.
    const folder = await mkdtemp(
      join(fileURLToPath(new URL("../../../../node_modules/", import.meta.url)), ".relspec-test-"),
    );
    try {
      const file = join(folder, "validators.mjs");
      await writeFile(file, code);
      const program = `import * as all from ${JSON.stringify(file)}; const v = all.${names[schemaKey(schema)]}; const value = { remote: "o" };
        console.log(JSON.stringify([Object.keys(all).length, v(value), value, v({ acces: 1, mode: "slow" }), v.errors.map((e) => e.keyword)]));`;
      const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program]);
      expect(JSON.parse(stdout)).toEqual([
        2,
        true,
        { remote: "o", access: "public" },
        false,
        ["required", "additionalProperties", "unsupportedValues"],
      ]);
      const all = (await import(file)) as Readonly<Record<string, Awaited<ReturnType<Precompiled[string]>>>>;
      const map: Precompiled = Object.fromEntries(
        Object.entries(names).map(([key, name]) => [key, async () => all[name]!]),
      );
      const value = { acces: 1, mode: "slow", wait: "x", kind: { kind: "b", colour: "red" } };
      expect(await findings(value, schema, map)).toEqual(await findings(value));
      expect(await findings({ list: ["a", "a"] }, other, map)).toEqual(await findings({ list: ["a", "a"] }, other));
    } finally {
      const { rm } = await import("node:fs/promises");
      await rm(folder, { recursive: true });
    }
  });

  test("is used in place of Ajv when it has the schema", async () => {
    const tiny: Schema = { type: "string" };
    const validate = await compileSchema(tiny, { [schemaKey(tiny)]: async () => () => true });
    expect(validate(7).findings).toEqual([]);
    expect((await createAjv()).compile(tiny)(7)).toBe(false);
  });
});

import { isRelspecError, type Schema } from "@relspec/core";
import { describe, expect, it } from "vitest";
import { findKey } from "./find-key.ts";

const schema: Schema = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string", description: "The release's name." },
    version: {
      description: "How versions are found.",
      type: "object",
      properties: {
        zero: { enum: ["strict", "minor"], default: "strict", description: "Below 1.0.0." },
        branches: {
          type: "array",
          description: "What releases from where.",
          items: { anyOf: [{ type: "string" }, { $ref: "#/$defs/branch" }] },
        },
      },
    },
    roles: {
      type: "object",
      description: "Who decides.",
      additionalProperties: { type: "array", description: "Members.", items: { $ref: "#/$defs/member" } },
    },
    loop: { $ref: "#/properties/loop" },
  },
  $defs: {
    branch: {
      type: "object",
      required: ["name"],
      properties: { name: { type: "string", description: "Of the branch." } },
    },
    member: { type: "object", properties: { email: { type: "string", description: "Address." } } },
  },
};

function refusal(path: string) {
  try {
    return findKey(schema, path);
  } catch (error) {
    if (isRelspecError(error)) return { code: error.code, message: error.message, suggestions: error.suggestions };
    throw error;
  }
}

describe("explaining a key", () => {
  it("says what it holds, of which type, and its default", () => {
    expect(findKey(schema, "version.zero")).toEqual({
      path: "version.zero",
      description: "Below 1.0.0.",
      type: "one of its values",
      default: "strict",
      required: false,
      values: ["strict", "minor"],
      keys: [],
    });
    expect(findKey(schema, "name")).toMatchObject({ type: "string", required: true });
  });

  it("looks through references, alternatives and lists, with or without an index", () => {
    expect(findKey(schema, "version.branches").type).toBe("list of strings or maps");
    expect(findKey(schema, "version.branches.name").description).toBe("Of the branch.");
    expect(findKey(schema, "version.branches[0].name").required).toBe(true);
  });

  it("takes any name where names are the user's", () => {
    expect(findKey(schema, "roles.release-manager").description).toBe("Members.");
    expect(findKey(schema, "roles.release-manager.email").description).toBe("Address.");
  });

  it("lists the keys below", () => {
    expect(findKey(schema, "version").keys.map(({ key }) => key)).toEqual(["zero", "branches"]);
    expect(findKey(schema, "").keys.map(({ key }) => key)).toContain("roles");
  });

  it("says what was probably meant", () => {
    expect(refusal("version.branchs")).toMatchObject({
      code: "RS_USAGE",
      suggestions: expect.arrayContaining(["Did you mean `version.branches`?"]),
    });
    expect(refusal("version.zero.x")).toMatchObject({ code: "RS_USAGE" });
  });

  it("ends on a schema that refers to itself, and on names of an object's own members", () => {
    expect(findKey(schema, "loop").type).toBe("anything");
    expect(refusal("__proto__")).toMatchObject({ code: "RS_USAGE" });
    expect(refusal("constructor.name")).toMatchObject({ code: "RS_USAGE" });
  });
});

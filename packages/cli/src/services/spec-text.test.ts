import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { specText } from "./spec-text.ts";

describe("the spec that init writes", () => {
  it("is what a person would begin with", () => {
    expect(
      specText({
        name: "left-pad",
        schema: "./node_modules/relspec/schema.json",
        plugins: { git: {}, npm: { access: "public" } },
      }),
    ).toBe(`# yaml-language-server: $schema=./node_modules/relspec/schema.json
apiVersion: relspec/v1
name: left-pad
plugins:
  git: {}
  npm:
    access: public
`);
  });

  it.each(["true", "1.0", "a: b", "-x", "#x", 'quo"te', "null", "日本"])("keeps the name %s a text", (name) => {
    expect(parse(specText({ name, schema: "s", plugins: {} }))).toEqual({
      apiVersion: "relspec/v1",
      name,
      plugins: {},
    });
  });
});

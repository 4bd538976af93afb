import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plan } from "@relspec/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readPlan, writePlan } from "./plan-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "relspec-plan-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a plan in a file", () => {
  it("comes back as it was, and leaves nothing beside it", async () => {
    const written = plan();
    await writePlan("plan.json", written, folder);

    expect(await readPlan("plan.json", folder)).toEqual(written);
    expect(readdirSync(folder)).toEqual(["plan.json"]);
  });

  it.each([
    ["does not exist", () => undefined],
    ["is no JSON", () => writeFileSync(join(folder, "plan.json"), "{")],
    ["holds something else", () => writeFileSync(join(folder, "plan.json"), '{"kind":"Plan"}')],
    ["holds null", () => writeFileSync(join(folder, "plan.json"), "null")],
    ["is a directory", () => mkdirSync(join(folder, "plan.json"))],
  ])("is refused when it %s", async (_, prepare) => {
    prepare();

    await expect(readPlan("plan.json", folder)).rejects.toMatchObject({
      code: "RS_USAGE",
      suggestions: [expect.stringContaining("relspec plan --out")],
    });
  });

  it("says why it cannot be written", async () => {
    await expect(writePlan("no/such/folder/plan.json", plan(), folder)).rejects.toMatchObject({
      code: "RS_USAGE",
      message: expect.stringContaining("it does not exist"),
    });
  });
});

import { expect, it } from "vitest";
import { plan } from "../testing/plan-builder.ts";
import { digestOfPlan } from "./digest-of-plan.ts";

it("what plugins may do is shown with a plan and is not part of what it will do", () => {
  const bare = plan();
  const declared = { hosts: ["bells.example"], commands: [], secrets: [], paths: [] };

  expect(digestOfPlan({ ...bare, permissions: [{ plugin: "bell", declared }] })).toBe(digestOfPlan(bare));
});

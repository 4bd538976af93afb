import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cases } from "./window-cases.ts";

const child = join(import.meta.dirname, "window-child.ts");
const hosts = ["UTC", "America/New_York", "America/Denver", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia"];

interface Answers {
  readonly hour: string;
  readonly found: readonly { readonly intervals: readonly string[] }[];
}

function on(host: string): Answers {
  const argv = ["--conditions=source", "--disable-warning=ExperimentalWarning", child];
  return JSON.parse(
    execFileSync(process.execPath, argv, { env: { ...process.env, TZ: host }, encoding: "utf8" }),
  ) as Answers;
}

describe("windows and freezes", () => {
  const answers = hosts.map((host) => ({ host, ...on(host) }));
  const [reference] = answers;

  it("were asked on machines whose own clocks differ", () => {
    expect(new Set(answers.map(({ hour }) => hour)).size).toBe(hosts.length);
  });

  for (const [index, { title, intervals }] of cases.entries()) {
    it(`know ${title}, on a machine in any zone`, () => {
      expect(reference?.found[index]?.intervals).toEqual(intervals);
      for (const { host, found } of answers) expect(found[index], host).toEqual(reference?.found[index]);
    });
  }
});

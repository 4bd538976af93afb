import ICAL from "ical.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calendarConflicts, type CalendarEntry, writeIcs } from "@relspec/core";
import { makeProject, type TestProject } from "./project.ts";
import { runCli } from "./run-cli.ts";

const spec = (name: string, bookings: string) => `apiVersion: relspec/v1
name: ${name}
plugins: { git: {} }
schedule:
  timezone: Europe/Berlin
  accept: 2030-03-04
  deploy: 2030-03-11T10:00
  bookings: [${bookings}]
freezes: [{ name: "quarter; end, all", from: 2030-03-28, to: 2030-04-01, timezone: Europe/Berlin }]
`;
let project: TestProject;
const calendar = (...args: readonly string[]) =>
  runCli(["calendar", ...args, "--from", "2030-03-01T00:00:00Z", "--to", "2030-05-01T00:00:00Z"], {
    cwd: project.path,
  });
beforeAll(() => {
  project = makeProject({
    "relspec.yaml": spec(
      "shop",
      "{ environment: uat, from: 2030-03-04, to: 2030-03-08 }, { person: ana, from: 2030-03-04, to: 2030-03-05 }",
    ),
    "payments.yaml": spec(
      "payments",
      "{ environment: uat, from: 2030-03-08T12:00, to: 2030-03-10T12:00 }, { environment: load, from: 2030-03-04, to: 2030-03-05 }",
    ),
    "late.yaml": spec("late", "{ environment: uat, from: 2030-03-09, to: 2030-03-10 }").replace(
      "2030-03-11T10:00",
      "2030-03-29T10:00",
    ),
  });
});
afterAll(() => project.remove());

describe("relspec calendar", () => {
  it("finds an environment that two releases have booked at once, and exits with 3", async () => {
    const [plain, json] = await Promise.all([
      calendar("check", "--with", "payments.yaml"),
      calendar("check", "--with", "payments.yaml", "--json"),
    ]);
    expect([plain.code, json.code]).toEqual([3, 3]);
    const { conflicts } = JSON.parse(json.stdout) as { readonly conflicts: readonly Record<string, unknown>[] };
    expect(conflicts).toMatchObject([
      {
        kind: "environment",
        name: "uat",
        overlap: { start: "2030-03-08T11:00:00.000Z", end: "2030-03-08T23:00:00.000Z" },
        entries: [{ release: "shop" }, { release: "payments" }],
      },
    ]);
    for (const word of ["uat: shop", "uat: payments", "2030-03-08T11:00:00.000Z", "2030-03-08T23:00:00.000Z"])
      expect(plain.stdout.replaceAll(/\s+/g, " ")).toContain(word);
  });

  it("finds nothing where one ends as the other begins", async () => {
    expect((await calendar("check")).code).toBe(0);
    const { code, stdout } = await calendar("check", "--with", "late.yaml", "--json");
    expect(code).toBe(3);
    const { conflicts } = JSON.parse(stdout) as { readonly conflicts: readonly { readonly kind: string }[] };
    // Both specs have that freeze.
    expect(conflicts.map(({ kind }) => kind)).toEqual(["freeze", "freeze"]);
  });

  it("refuses a booking that ends before it begins, and a zone that is none, with the place", async () => {
    project.write("wrong.yaml", spec("wrong", "{ environment: uat, from: 2030-03-08, to: 2030-03-04 }"));
    const wrong = await runCli(["validate", "--spec", "wrong.yaml", "--json"], { cwd: project.path });
    expect(wrong.code).toBe(2);
    expect(wrong.stdout).toContain('"pointer": "/schedule/bookings/0/to"');
    project.write(
      "wrong.yaml",
      spec("wrong", "").replace("timezone: Europe/Berlin\n  accept", "timezone: Europe/Berln\n  accept"),
    );
    const zone = await runCli(["validate", "--spec", "wrong.yaml", "--json"], { cwd: project.path });
    expect(zone.stdout).toContain('"pointer": "/schedule/timezone"');
  });

  it("shows in a plan what is late", async () => {
    const { stdout } = await runCli(["plan", "--json", "--at", "2030-03-07T00:00:00Z"], { cwd: project.path });
    const { warnings } = JSON.parse(stdout) as {
      readonly warnings: readonly { readonly code: string; readonly message: string }[];
    };
    expect(warnings.filter(({ code }) => code === "calendar").map(({ message }) => message)).toEqual([
      "accept was planned for 2030-03-04 and is not done: 2 days 1 hour late.",
    ]);
  });

  it("writes a calendar that a client reads: whole days, moments, text as it is", async () => {
    const { code, stdout } = await calendar("--ics");
    expect(code).toBe(0);
    for (const line of stdout.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(stdout.replaceAll("\r\n", "")).not.toContain("\n");
    const events = eventsOf(stdout);
    const freeze = events.find(({ summary }) => summary.includes("quarter"));
    expect(freeze?.summary).toBe("No deployments: quarter; end, all");
    expect([freeze?.startDate.isDate, String(freeze?.startDate), String(freeze?.endDate)]).toEqual([
      true,
      "2030-03-28",
      // The end of a calendar's day is the day after.
      "2030-04-02",
    ]);
    const deploy = events.find(({ summary }) => summary.endsWith(": deploy"));
    expect(deploy?.startDate.toJSDate().toISOString()).toBe("2030-03-11T09:00:00.000Z");
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
  });

  it("keeps the UID of what is moved, with a higher sequence", () => {
    const entry = (start: string): CalendarEntry => ({
      kind: "stage",
      uid: "stage/deploy@shop",
      release: "shop",
      title: `deploy\r\nBEGIN:VEVENT ${"ü".repeat(100)}`,
      start,
      end: null,
      days: null,
      timezone: "UTC",
    });
    const [before, after] = [
      writeIcs([entry("2030-01-01T00:00:00Z")], { name: "n", stamp: "2029-01-01T00:00:00Z" }),
      writeIcs([entry("2030-01-02T00:00:00Z")], { name: "n", stamp: "2029-01-01T00:00:05Z" }),
    ].map((text) => eventsOf(text));
    expect([before?.length, after?.length]).toEqual([1, 1]);
    expect(after?.[0]?.uid).toBe(before?.[0]?.uid);
    expect(after?.[0]?.sequence).toBeGreaterThan(before?.[0]?.sequence ?? 0);
    expect(before?.[0]?.summary).toBe(`deploy\nBEGIN:VEVENT ${"ü".repeat(100)}`);
  });

  it("takes two things that only touch for no conflict", () => {
    const booking = (start: string, end: string): CalendarEntry => ({
      kind: "booking",
      uid: start,
      release: "r",
      title: start,
      start,
      end,
      days: null,
      timezone: "UTC",
      environment: "uat",
    });
    const first = booking("2030-01-01T00:00:00.000Z", "2030-01-02T00:00:00.000Z");
    expect(calendarConflicts([first, booking("2030-01-02T00:00:00.000Z", "2030-01-03T00:00:00.000Z")])).toEqual([]);
    expect(calendarConflicts([first, booking("2030-01-01T23:59:59.999Z", "2030-01-03T00:00:00.000Z")])).toHaveLength(1);
  });
});

function eventsOf(text: string): readonly ICAL.Event[] {
  const component = new ICAL.Component(ICAL.parse(text) as never);
  return component.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
}

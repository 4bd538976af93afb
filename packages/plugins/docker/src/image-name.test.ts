import { expect, test } from "vitest";
import { readImageName, refuseTag, versionTag } from "./image-name.ts";

test.each([
  ["redis", "docker.io", "library/redis"],
  ["acme/payments", "docker.io", "acme/payments"],
  ["index.docker.io/acme/payments", "docker.io", "acme/payments"],
  ["registry.acme.dev/team/payments", "registry.acme.dev", "team/payments"],
  ["localhost/payments", "localhost", "payments"],
  ["127.0.0.1:5000/payments", "127.0.0.1:5000", "payments"],
])("reads %s as docker does", (written, registry, repository) => {
  expect(readImageName(written)).toEqual({ name: `${registry}/${repository}`, registry, repository });
});

test.each([
  "",
  "Acme/Payments",
  "registry.acme.dev/x:1",
  "a@sha256:0",
  "../x",
  "a/../b",
  "evil.dev:1@real.dev/x",
  "a b",
  "x/",
  "-x",
])("refuses %j as the name of an image", (written) =>
  expect(() => readImageName(written)).toThrow(expect.objectContaining({ code: "RS_SPEC_INVALID" })),
);

test("a version with a build's name has an underscore in its tag", () => {
  expect(versionTag("1.2.3+5")).toBe("1.2.3_5");
});

test.each(["", "-x", ".x", "a/b", "a:b", "x".repeat(129), "a?b"])("refuses %j as a tag", (tag) => {
  expect(() => refuseTag(tag)).toThrow(expect.objectContaining({ code: "RS_SPEC_INVALID" }));
});

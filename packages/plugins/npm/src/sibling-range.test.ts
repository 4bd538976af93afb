import fc from "fast-check";
import semver from "semver";
import { expect, test } from "vitest";
import { siblingRange } from "./sibling-range.ts";

test.each([
  ["workspace:^", "^1.2.3"],
  ["workspace:~", "~1.2.3"],
  ["workspace:*", "1.2.3"],
  ["workspace:", "1.2.3"],
  ["workspace:../b", "1.2.3"],
  ["workspace:^1.0.0", "^1.2.3"],
  ["workspace:>=1", ">=1"],
  ["workspace:@acme/b@^", "npm:@acme/b@^1.2.3"],
  ["workspace:b@*", "npm:b@1.2.3"],
  ["file:../b", "^1.2.3"],
  ["link:../b", "^1.2.3"],
  ["^1.0.0", "^1.2.3"],
  ["~1.0.0", "~1.2.3"],
  ["1.0.0", "1.2.3"],
  ["=1.0.0", "=1.2.3"],
  ["^0.9.0", "^1.2.3"],
  ["*", "*"],
  ["", ""],
  ["1.x", "1.x"],
  [">=1 <3", ">=1 <3"],
  [">=2 <3", "^1.2.3"],
  ["latest", "latest"],
  ["npm:other@^1.0.0", "npm:other@^1.0.0"],
  ["https://example.com/b.tgz", "https://example.com/b.tgz"],
])("%j becomes %j with 1.2.3 beside it", (range, wanted) => {
  expect(siblingRange(range, "1.2.3", "runtime")).toBe(wanted);
});

test("a peer's range stays while it holds, and moves when it does not", () => {
  expect(siblingRange("^1.0.0", "1.2.3", "peer")).toBe("^1.0.0");
  expect(siblingRange("^1.0.0", "2.0.0", "peer")).toBe("^2.0.0");
  expect(siblingRange("^1.0.0", "1.1.0-beta.1", "peer")).toBe("^1.1.0-beta.1");
});

test("the version that was developed together is always in the range", () => {
  const part = fc.nat({ max: 20 });
  const version = fc
    .tuple(part, part, part, fc.constantFrom("", "-beta.1", "-rc.0"))
    .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`);
  const operator = fc.constantFrom("", "^", "~", ">=", "<", "workspace:", "workspace:^", "workspace:~");
  fc.assert(
    fc.property(
      operator,
      version,
      version,
      fc.constantFrom("runtime", "peer", "optional", "development"),
      (sign, from, to, kind) => {
        expect(semver.satisfies(to, siblingRange(sign + from, to, kind as "runtime"))).toBe(true);
      },
    ),
  );
});

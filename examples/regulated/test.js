import assert from "node:assert";

assert.equal(Math.round(12.5), 13);

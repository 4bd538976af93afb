import assert from "node:assert";
import { add } from "./index.js";

assert.equal(add(1, 2), 3);

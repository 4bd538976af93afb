export { parseDuration } from "./parse-duration.ts";

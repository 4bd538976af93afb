export { basesOf } from "./bases-of.ts";
export { bumps, classifyCommit } from "./classify-commit.ts";
export { plainLine, plainText } from "./plain-text.ts";
export { type Proposal, proposeRelease } from "./propose-release.ts";
export { compareVersions, isPrerelease, isRange, isVersion, satisfiesRange } from "./satisfies.ts";
export { sortByDependencies } from "./sort-by-dependencies.ts";
export { type TagFormat, tagFormat } from "./tag-name.ts";

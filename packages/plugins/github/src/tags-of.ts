export { commitStepOf, releaseOf, releasesOf, type TaggedRelease } from "@relspec/core";

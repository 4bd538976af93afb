import type { ReadContext } from "@relspec/core";

/** What hooks and checkups get to ask with. */
export type Asked = Omit<ReadContext, "step" | "results">;

import type { EngineOptions } from "@relspec/core";

/** Validators made when the command line is built, which puts them in the place of this module; from sources there are none. */
export const precompiled: EngineOptions["precompiled"] = undefined;

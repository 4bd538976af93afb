import type { Announcer } from "./plugin.ts";

/** Tell each address of an audience by a step of its own, with an action that takes `to`, `message`, `audience` and `template`. */
export function announceEach(uses: string): Announcer {
  return {
    uses,
    each: true,
    message: ({ audience, moment, to, template }) => ({
      to: to[0] ?? "",
      message: moment,
      audience,
      ...(template !== undefined && { template }),
    }),
  };
}

import type { RunInput } from "./run-input.ts";

/** Whether someone asked the run to end, as it may have happened since the last look. */
export function wasStopped({ request }: Pick<RunInput, "request">): boolean {
  return request.signal?.aborted ?? false;
}

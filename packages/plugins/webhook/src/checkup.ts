import { type Checkup, type CheckupAnswer, isRelspecError, missingSecrets } from "@relspec/core";
import { endpointAddress, endpointHeaders } from "./endpoint.ts";
import type { WebhookOptions } from "./options.ts";
import { signEvent } from "./sign-event.ts";

/** Whether an endpoint can be signed for and answers. Sends no event: it is only asked for what is at its address. */
export function endpointCheckup(webhook: WebhookOptions, name: string): Checkup {
  return {
    id: `webhook/${name}`,
    title: `The endpoint "${name}" answers`,
    async examine({ secrets, http, now }): Promise<CheckupAnswer> {
      const endpoint = webhook.endpoints[name]!;
      const missing = missingSecrets(webhook.endpoints[name]!, `The endpoint "${name}"`, secrets);
      if (missing) return missing;
      try {
        endpointHeaders(webhook.endpoints, name, secrets.fill);
        signEvent({ id: "msg_0", body: "", at: now() }, endpoint.secrets.map(secrets.fill));
        const url = endpointAddress(webhook.endpoints, name, secrets.fill);
        const { status } = await http.get(url.href, { timeout: Math.min(webhook.timeout, 15_000), follow: false });
        if (status === 404 || status === 410) {
          return {
            verdict: "warning",
            message: `${url.host} answers, but has nothing at the address of the endpoint "${name}" (${status} to GET).`,
            fix: [`Look whether the address of the endpoint "${name}" is still the right one.`],
          };
        }
        return { verdict: "ok", message: `${url.host} answers for the endpoint "${name}".` };
      } catch (error) {
        if (!isRelspecError(error)) throw error;
        return { verdict: "failed", message: error.message, fix: error.suggestions };
      }
    },
  };
}

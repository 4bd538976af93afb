import { type Checkup, type CheckupAnswer, isRelspecError, missingSecrets, webAddress } from "@relspec/core";
import type { TeamsOptions } from "./options.ts";

/** Whether the webhooks are addresses of hosts that answer. Posts nothing: a workflow begins with a POST only. */
export function teamsCheckup(teams: TeamsOptions): Checkup {
  return {
    id: "teams/webhooks",
    title: "The workflows in Teams can be reached",
    async examine({ secrets, http }): Promise<CheckupAnswer> {
      const missing = missingSecrets(teams, "Teams", secrets);
      if (missing) return missing;
      try {
        const hosts: string[] = [];
        for (const [name, written] of Object.entries(teams.webhooks)) {
          const url = webAddress(secrets.fill(written).trim(), `The address of the webhook "${name}"`);
          await http.get(url.origin, { timeout: Math.min(teams.timeout, 15_000), follow: false });
          hosts.push(url.host);
        }
        return {
          verdict: "ok",
          message: `${[...new Set(hosts)].join(", ")} can be reached. A workflow is only tried by posting.`,
        };
      } catch (error) {
        if (!isRelspecError(error)) throw error;
        return { verdict: "failed", message: error.message, fix: error.suggestions };
      }
    },
  };
}

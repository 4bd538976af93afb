import { type Checkup, type CheckupAnswer, isRelspecError } from "@relspec/core";
import { deliveryError } from "./delivery-error.ts";
import { mailServer } from "./mail-server.ts";
import { openSession } from "./open-session.ts";
import { readAuthorities } from "./read-authorities.ts";
import type { EmailOptions } from "./send-action.ts";

/** Whether the mail server is there and takes the login. Sends nothing. */
export function serverCheckup(email: EmailOptions, secrets: readonly string[]): Checkup {
  return {
    id: "email/server",
    title: "The mail server answers and takes the login",
    async examine(context): Promise<CheckupAnswer> {
      const missing = secrets.filter((name) => !context.secrets.has(name));
      if (missing.length > 0) {
        return {
          verdict: "failed",
          message: `The secret ${missing.join(", ")} with the address of the mail server is not in the environment.`,
          fix: missing.map((name) => `Set the environment variable ${name} to smtp://USER:PASSWORD@HOST:PORT.`),
        };
      }
      try {
        const ca = await readAuthorities(email.ca, context.files);
        const server = mailServer(context.secrets.fill(email.smtp), {
          tls: email.tls,
          ca,
          patience: Math.min(email.timeout, 15_000),
        });
        try {
          await openSession(server, context.signal, async () => undefined);
        } catch (error) {
          throw deliveryError(error, server, false);
        }
        return {
          verdict: "ok",
          message: `The mail server ${server.host}:${server.port} answers${server.login ? ", and takes the login" : ""}.`,
        };
      } catch (error) {
        if (!isRelspecError(error)) throw error;
        return { verdict: "failed", message: error.message, fix: error.suggestions };
      }
    },
  };
}

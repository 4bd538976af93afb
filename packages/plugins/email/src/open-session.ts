import { RelspecError } from "@relspec/core";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import type { MailServer } from "./mail-server.ts";

/**
 * A conversation with a mail server: connected, encrypted where that is asked for, logged in where there is a login.
 * Errors are nodemailer's own, or the reason of the signal; see {@link deliveryError}.
 */
export async function openSession<T>(
  server: MailServer,
  signal: AbortSignal,
  talk: (connection: SMTPConnection, ask: Ask) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const { default: Connection } = await import("nodemailer/lib/smtp-connection");
  const connection = new Connection({
    host: server.host,
    port: server.port,
    secure: server.implicitTls,
    requireTLS: server.requireTls,
    // Alone with the machine itself there is nobody to be deceived by; with an authority named, it must have signed.
    tls: { ...(server.ca !== null && { ca: server.ca }), rejectUnauthorized: !server.loopback || server.ca !== null },
    connectionTimeout: server.patience,
    greetingTimeout: server.patience,
    dnsTimeout: server.patience,
    socketTimeout: server.patience,
    socketCloseTimeout: 500,
    maxResponseSize: 64 * 1024,
  });
  let giveUp: () => void = () => undefined;
  const broken = new Promise<never>((_, reject) => {
    connection.on("error", reject);
    connection.once("end", () =>
      reject(Object.assign(new Error("the connection was closed"), { code: "ECONNECTION" })),
    );
    giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
  });
  broken.catch(() => undefined); // after the last question nobody listens any more
  const ask: Ask = (question) =>
    Promise.race([
      broken,
      new Promise<never>((resolve, reject) =>
        question((error, answer) => (error ? reject(error) : resolve(answer as never))),
      ),
    ]);
  try {
    await ask<undefined>((done) => connection.connect(done));
    await login(connection, server, ask);
    const result = await talk(connection, ask);
    connection.quit();
    return result;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** Put a question with a callback; fails as well when the connection breaks meanwhile. */
export type Ask = <T>(question: (done: (error?: Error | null, answer?: T) => void) => void) => Promise<T>;

async function login(connection: SMTPConnection, server: MailServer, ask: Ask): Promise<void> {
  if (!server.login) return;
  if (!connection.secure && !server.loopback) {
    throw new RelspecError("RS_STEP_CREDENTIALS", {
      message: `The mail server ${server.host} offers no encryption, so the password is not sent to it.`,
      suggestions: ["Use an address with `smtps://`, or a server with STARTTLS."],
    });
  }
  if (!connection.allowsAuth) {
    throw new RelspecError("RS_STEP_CREDENTIALS", {
      message: `The mail server ${server.host} takes no login here.`,
      suggestions: [
        "Remove the user and password from the address, or use the server's port for submission (587 or 465).",
      ],
    });
  }
  const { login: credentials } = server;
  await ask<boolean>((done) => connection.login({ credentials }, done));
}

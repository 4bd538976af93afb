import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { selfSigned } from "./self-signed.ts";

/** Where a conversation can be disturbed: `data` is when the content begins, `end` when all of it has arrived. */
export type MailStage = "connect" | "auth" | "from" | "to" | "data" | "end";

export interface ReceivedMail {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** By lower-case name; the last one where a name comes twice. */
  readonly headers: Readonly<Record<string, string>>;
  /** Addresses the server was given: who really gets it. */
  readonly recipients: readonly string[];
  /** The message as it came. */
  readonly source: string;
  /** Whether it came over TLS. */
  readonly secure: boolean;
}

interface When {
  /** Only for this address (stage `to`). */
  readonly recipient?: string;
  /** How often; default every time. */
  readonly times?: number;
  /** Stage `end`: the mail is delivered all the same; only the sender does not learn it. */
  readonly keep?: boolean;
}

type Rule = When & { readonly stage: MailStage } & (
    | { readonly do: "refuse"; readonly code: number; readonly text: string }
    | { readonly do: "drop" | "hang" }
  );

export interface Mailbox {
  /** `smtp://USER:PASSWORD@127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** PEM of the certificate, to be trusted by whoever wants to. */
  readonly certificate: string;
  /** What has been delivered, oldest first. */
  messages(): readonly ReceivedMail[];
  /** How many connections were opened. */
  connections(): number;
  refuse(stage: MailStage, code: number, when?: When & { readonly text?: string }): void;
  /** Cut the connection off. */
  drop(stage: MailStage, when?: When): void;
  /** Never answer. */
  hang(stage: MailStage, when?: When): void;
  /** Forget the rules. */
  behave(): void;
  close(): Promise<void>;
}

/** A real SMTP server in this process, with STARTTLS and AUTH, that keeps what it is sent. */
export async function startMailbox(
  options: {
    readonly user?: string;
    readonly pass?: string;
    /** TLS from the first byte (`smtps:`). */
    readonly secure?: boolean;
    /** False: no STARTTLS, AUTH in the clear. */
    readonly starttls?: boolean;
    /** False: no AUTH at all. */
    readonly auth?: boolean;
  } = {},
): Promise<Mailbox> {
  const { user = "user", pass = "mailbox-password", secure = false, starttls = true, auth = true } = options;
  const { key, cert } = selfSigned();
  const received: ReceivedMail[] = [];
  let rules: Rule[] = [];
  let used = new Map<Rule, number>();
  let opened = 0;
  const sockets = new Map<number, Socket>();

  function ruleFor(stage: MailStage, recipient?: string): Rule | undefined {
    const rule = rules.find(
      (each) =>
        each.stage === stage &&
        (each.recipient === undefined || each.recipient === recipient) &&
        (used.get(each) ?? 0) < (each.times ?? Infinity),
    );
    if (rule) used.set(rule, (used.get(rule) ?? 0) + 1);
    return rule;
  }

  /** Does what a rule says; true when the conversation goes on as usual. */
  function proceed(rule: Rule | undefined, port: number, answer: (error: Error) => void): boolean {
    if (!rule) return true;
    if (rule.do === "refuse") answer(Object.assign(new Error(rule.text), { responseCode: rule.code }));
    if (rule.do === "drop") sockets.get(port)?.destroy();
    return false;
  }

  const server = new SMTPServer({
    key,
    cert,
    secure,
    name: "mailbox.test",
    disabledCommands: [...(starttls || secure ? [] : ["STARTTLS"]), ...(auth ? [] : ["AUTH"])],
    authOptional: !auth,
    allowInsecureAuth: !starttls,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onConnect: (session, done) => {
      opened += 1;
      if (proceed(ruleFor("connect"), session.remotePort, done)) done();
    },
    onAuth: (given, session, done) => {
      if (!proceed(ruleFor("auth"), session.remotePort, done)) return;
      if (given.username === user && given.password === pass) done(null, { user });
      else done(Object.assign(new Error("Invalid username or password"), { responseCode: 535 }));
    },
    onMailFrom: (_address, session, done) => {
      if (proceed(ruleFor("from"), session.remotePort, done)) done();
    },
    onRcptTo: ({ address }, session, done) => {
      if (proceed(ruleFor("to", address), session.remotePort, done)) done();
    },
    onData: (stream, session, done) => {
      if (!proceed(ruleFor("data"), session.remotePort, done)) return void stream.resume();
      buffer(stream).then(
        async (content) => {
          const rule = ruleFor("end");
          const { envelope } = session;
          if (!rule || rule.keep)
            received.push(
              await parse(
                content,
                envelope.rcptTo.map((each) => each.address),
                session.secure,
              ),
            );
          if (proceed(rule, session.remotePort, done)) done(null, "kept");
        },
        () => undefined, // the sender broke off: nothing was delivered
      );
    },
  });
  server.on("error", () => undefined); // a client that breaks off is the client's business
  server.server.on("connection", (socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(port));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;

  return {
    url: `${secure ? "smtps" : "smtp"}://${encodeURIComponent(user)}:${encodeURIComponent(pass)}@127.0.0.1:${port}`,
    port,
    certificate: cert,
    messages: () => received,
    connections: () => opened,
    refuse: (stage, code, { text = "refused by the test", ...when } = {}) =>
      void rules.push({ stage, do: "refuse", code, text, ...when }),
    drop: (stage, when = {}) => void rules.push({ stage, do: "drop", ...when }),
    hang: (stage, when = {}) => void rules.push({ stage, do: "hang", ...when }),
    behave: () => {
      rules = [];
      used = new Map();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.values()) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function parse(content: Buffer, recipients: readonly string[], secure: boolean): Promise<ReceivedMail> {
  const mail = await simpleParser(content);
  const to = Array.isArray(mail.to) ? mail.to.map((each) => each.text).join(", ") : (mail.to?.text ?? "");
  return {
    messageId: mail.messageId ?? "",
    from: mail.from?.text ?? "",
    to,
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    html: mail.html || "",
    headers: Object.fromEntries(
      mail.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(":") + 1).trim()]),
    ),
    recipients,
    source: content.toString("latin1"),
    secure,
  };
}

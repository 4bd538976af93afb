import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type GitHost, type GitRepository, startGitHost } from "../../test/servers/git-host.ts";
import { type Mailbox, startMailbox } from "../../test/servers/mailbox.ts";
import { type Registry, startRegistry } from "../../test/servers/registry.ts";
import { ana } from "./make-workspace.ts";
import { relspec } from "./shell.ts";

export interface Stage {
  /** Everything of the demo is below. */
  readonly folder: string;
  readonly registry: Registry;
  readonly host: GitHost;
  readonly repository: GitRepository;
  readonly mailbox: Mailbox;
  /** What a command of the demo sees: a home of its own, and nothing of yours but the path. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** An npm registry, a git host and a mail server, each real, each on a free port of this machine, in a temporary directory. */
export async function startServers(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "relspec-demo-"));
  const home = join(folder, "home");
  await mkdir(join(home, "bin"), { recursive: true });
  const [registry, host, mailbox] = await Promise.all([
    startRegistry(),
    startGitHost({ users: { ana: "anas-password" } }),
    startMailbox(),
  ]);
  const repository = await host.createRepository("acme/acme");
  await writeFile(
    join(home, ".git-credentials"),
    `${new URL(repository.urlFor("ana")).origin.replace("://", "://ana:anas-password@")}\n`,
  );
  await writeFile(
    join(home, ".gitconfig"),
    `[user]\n\tname = ${ana.name}\n\temail = ${ana.email}\n[credential]\n\thelper = store\n[advice]\n\tdetachedHead = false\n`,
  );
  await symlink(relspec, join(home, "bin/relspec"));
  const { PATH = "", TERM = "dumb", LANG = "C.UTF-8" } = process.env;
  const env = {
    PATH: [join(home, "bin"), PATH].join(delimiter),
    TERM,
    LANG,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    npm_config_userconfig: await registry.npmrc(home),
    SMTP_URL: mailbox.url,
  };
  await writeFile(
    join(folder, "env.sh"),
    Object.entries(env)
      .map(([name, value]) => `export ${name}='${value}'\n`)
      .join(""),
  );
  return {
    folder,
    registry,
    host,
    repository,
    mailbox,
    env,
    async close() {
      await Promise.all([registry.close(), host.close(), mailbox.close()]);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

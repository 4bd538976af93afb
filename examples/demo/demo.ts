// One release, end to end, against servers on this machine: waiting for an approval, killed in the middle of publishing, and
// finished with nothing done twice. `--keep` leaves the servers running to play with.
import { once } from "node:events";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { styleText } from "node:util";
import type { Plan } from "@relspec/core";
import { ana, ben, makeWorkspace, ourWishes } from "./make-workspace.ts";
import { lookAround, prove } from "./prove.ts";
import { openShell, say } from "./shell.ts";
import { type Stage, startServers } from "./start-servers.ts";

const begun = performance.now();
const servers = await startServers();
try {
  const proven = await perform(servers);
  say(
    `\n${proven ? "✔ All of it holds" : "✘ Not all of it holds"}, after ${((performance.now() - begun) / 1000).toFixed(1)} s.`,
  );
  process.exitCode = proven ? 0 : 1;
  if (process.argv.includes("--keep")) await keep(servers);
} catch (error) {
  say(`\n✘ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await servers.close();
}

async function perform(stage: Stage): Promise<boolean> {
  const { folder, repository, registry, mailbox, env } = stage;
  const project = join(folder, "acme");
  const shell = openShell(project, env);
  await makeWorkspace(project, repository.url, env);
  title("A workspace of two packages, released as 1.0.0 some time ago");
  say(await shell.git("log", "--format=%h %<(10)%an %s%d", "--abbrev=7"));
  say(`\n${project}\nregistry ${registry.url}   git ${repository.url}   mail 127.0.0.1:${mailbox.port}`);

  title("Begin: a spec from what is there, and what we wish for");
  await shell.show(["init"]);
  await appendFile(join(project, "relspec.yaml"), ourWishes);
  say(`\nThen, by hand, at the end of relspec.yaml:\n${styleText("cyan", ourWishes.replace(/^/gm, "  ").trimEnd())}`);
  await shell.show(["validate"]);
  await shell.git("add", "--all");
  await shell.git("commit", "--quiet", "--message", "chore: describe releases");
  await shell.git("push", "--quiet");

  title("Plan: what would happen; nothing is touched");
  await shell.show(["plan"]);
  const plan = await shell.ask<Plan>(["plan"]);
  const before = await lookAround(plan, stage, shell);

  title("Run: as far as it can go, which is to the product manager");
  await shell.show(["run"], { expect: 4 });

  title("Approve: Ana wrote some of it, so she may not; Ben may");
  await shell.show(["approve", "product-manager"], { as: ana, expect: 3 });
  await shell.show(["approve", "product-manager", "--reason", "Tried it on staging"], { as: ben });

  title("Run, and be killed at the worst moment: the registry has the package, and its answer is on the way");
  const [first] = plan.stages.flatMap((each) => each.steps).filter(({ uses }) => uses === "npm/publish");
  const victim = first?.target["name"] as string;
  await shell.show(["run"], {
    expect: "killed",
    armed: (kill) => void registry.fail({ method: "PUT", path: victim, kind: "lost", call: kill }),
  });

  title("Run again: the same command");
  await shell.show(["status"]);
  await shell.show(["run"]);

  title("Look back");
  await shell.show(["history"]);
  await shell.show(["show", plan.release?.version ?? ""]);
  await shell.show(["audit", "verify"]);

  title("Proofs, from the outside");
  const proofs = await prove(plan, before, stage, shell);
  for (const { claim, holds, seen } of proofs)
    say(
      `${styleText(holds ? "green" : "red", holds ? "✔" : "✘")} ${claim}${holds ? "" : `, but: ${JSON.stringify(seen)}`}`,
    );
  return proofs.every(({ holds }) => holds);
}

function title(text: string): void {
  say(`\n${styleText(["bold", "magenta"], `── ${text} `.padEnd(100, "─"))}\n`);
}

/** Leave everything running until Ctrl-C. */
async function keep({ folder, registry, repository, mailbox }: Stage): Promise<void> {
  say(`
Everything is left running. In another terminal:

  . ${join(folder, "env.sh")} && cd ${join(folder, "acme")}
  relspec status
  relspec show --help
  npm view @acme/invoice
  git ls-remote --tags origin
  git commit --allow-empty -m "feat: one more thing" && git push && relspec plan

  registry  ${registry.url}
  git       ${repository.url}  (user ana, password anas-password)
  mail      127.0.0.1:${mailbox.port}  (${mailbox.messages().length} so far)

Ctrl-C ends it and removes ${folder}.`);
  let seen = mailbox.messages().length;
  const watch = setInterval(() => {
    for (const mail of mailbox.messages().slice(seen)) say(`mail to ${mail.to}: ${mail.subject}`);
    seen = mailbox.messages().length;
  }, 500);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(watch);
}

import { once } from "node:events";
import { expect, it } from "vitest";
import { expectWhole, startGitHubProject } from "../cli/github-project.ts";
import { runCli, startCli } from "../cli/run-cli.ts";

it("a release on GitHub is whole and once wherever it was killed, at each write whose answer it did not live to see", async () => {
  let killed = 0;
  while (await killAtWrite(killed + 1)) killed += 1;
  // A draft, a file, the release, a label, a comment, a milestone, a deployment and how it stands.
  expect(killed).toBe(8);
});

/** A whole release, killed once at its nth write and gone on with; false when it has not that many. */
async function killAtWrite(nth: number): Promise<boolean> {
  const { fake, project, env, close } = await startGitHubProject();
  try {
    const child = startCli(["run"], { cwd: project.path, env });
    let writes = 0;
    fake.watch = ({ method, status }) => {
      if (method === "GET" || status >= 300) return;
      writes += 1;
      if (writes === nth) child.kill("SIGKILL");
    };
    const [, signal] = (await once(child, "close")) as [number | null, string | null];
    delete fake.watch;
    if (signal !== null) await runCli(["run"], { cwd: project.path, env });
    expectWhole(fake, project.git("rev-parse", "HEAD"));
    return signal !== null;
  } finally {
    await close();
  }
}

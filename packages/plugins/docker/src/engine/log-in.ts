import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { WriteContext } from "@relspec/core";
import type { Login } from "../registry/credentials.ts";
import type { Engine } from "./engine.ts";

interface Registry {
  readonly registry: string;
  readonly login: Login | undefined;
  readonly insecure: boolean;
}

/**
 * Let an engine work with the spec's credentials: it logs in by stdin, into a file of its own that is gone afterwards.
 * Without a `login` it has what the machine has. `act` gets the environment for the engine.
 */
export async function loggedIn<T>(
  { name }: Engine,
  { registry, login, insecure }: Registry,
  { exec, env, secrets }: WriteContext,
  act: (env: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  if (!login) return act({});
  const directory = await mkdtemp(join(tmpdir(), "relspec-login-"));
  try {
    const file = join(directory, "config.json");
    await writeFile(file, "{}", { mode: 0o600 });
    if (name === "docker")
      await linkSettings(env["DOCKER_CONFIG"] ?? join(env["HOME"] ?? homedir(), ".docker"), directory);
    const own: Readonly<Record<string, string>> =
      name === "docker" ? { DOCKER_CONFIG: directory } : { REGISTRY_AUTH_FILE: file };
    const flags = insecure && name !== "docker" ? ["--tls-verify=false"] : [];
    const user = secrets.fill(login.username);
    await exec([name, "login", ...flags, `--username=${user}`, "--password-stdin", "--", registry], {
      env: own,
      input: secrets.fill(login.password),
      timeout: 60_000,
    });
    return await act(own);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Which daemon docker talks to, and its plugins, are kept beside its credentials. */
async function linkSettings(from: string, to: string): Promise<void> {
  for (const name of ["contexts", "cli-plugins", "buildx"])
    await symlink(join(from, name), join(to, name)).catch(() => undefined);
}

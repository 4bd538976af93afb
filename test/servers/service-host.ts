import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { repository } from "../cli/run-cli.ts";

export interface ServiceHost {
  readonly url: string;
  close(): Promise<void>;
}

/** The host of `examples/web-service`, as its README starts it, on a port of its own. */
export async function startServiceHost(): Promise<ServiceHost> {
  const child = spawn(process.execPath, [join(repository, "examples/web-service/host.mjs")], {
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return {
    url: line.toString().trim(),
    close: async () => {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

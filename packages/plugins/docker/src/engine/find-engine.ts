import { isRelspecError, plainLine, type ReadContext, RelspecError } from "@relspec/core";
import { type Engine, type EngineName, engineNames } from "./engine.ts";

type Asked = Pick<ReadContext, "query">;

/** A program alone is no engine: docker's client is often there without a daemon behind it. */
const questions: Readonly<Record<EngineName, readonly [string, ...string[]]>> = {
  docker: ["docker", "version", "--format", "{{.Server.Version}}"],
  podman: ["podman", "version", "--format", "{{.Client.Version}}"],
  buildah: ["buildah", "version"],
};

/**
 * The engine to build with.
 *
 * @param wanted `auto`: docker, podman or buildah, the first that works.
 * @param reproducible leaves docker out: it cannot set the times in an image.
 * @throws `RS_STEP_FAILED` with why each does not work.
 */
export async function findEngine(wanted: EngineName | "auto", reproducible: boolean, context: Asked): Promise<Engine> {
  const candidates = (wanted === "auto" ? engineNames : [wanted]).filter(
    (name) => !(reproducible && name === "docker"),
  );
  const found: string[] = [];
  for (const name of candidates) {
    const answer = await probe(name, context);
    if (typeof answer !== "string") return answer;
    found.push(answer);
  }
  throw new RelspecError("RS_STEP_FAILED", {
    message: `There is nothing to build an image with. ${found.join(" ")}`.trim(),
    suggestions: [
      "Start docker, or install podman or buildah: `apt-get install buildah`.",
      ...(wanted === "auto" ? [] : ["Or set `engine: auto` in the docker plugin's options."]),
    ],
  });
}

/** The engine, or a sentence on why it is none. */
export async function probe(name: EngineName, { query }: Asked): Promise<Engine | string> {
  try {
    const { code, stdout, stderr } = await query(questions[name], {
      timeout: 20_000,
      accept: [0, 1, 125],
    });
    const version = /\d+\.\d+[\w.+~-]*/.exec(stdout)?.[0];
    if (code === 0 && version !== undefined) return { name, version };
    return `${name} has no engine behind it${stderr.trim() === "" ? "." : ` (${plainLine(stderr, 200)}).`}`;
  } catch (error) {
    if (!isRelspecError(error)) throw error;
    return error.code === "RS_STEP_TIMEOUT" ? `${name} does not answer.` : `${name} is not there.`;
  }
}

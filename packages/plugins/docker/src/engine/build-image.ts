import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readArchive } from "./docker-archive.ts";
import type { Building, BuildRequest, Engine } from "./engine.ts";

/**
 * Build one image, and write it as an OCI layout.
 *
 * @param directory an empty one, absolute; gets the folder `layout`, whose absolute path is returned.
 */
export async function buildImage(
  engine: Engine,
  request: BuildRequest,
  directory: string,
  { exec, env, log }: Building,
): Promise<string> {
  const id = join(directory, "id");
  const own = {
    ...request.env,
    // Its other kinds need rights that a job in a container does not have.
    ...(engine.name !== "docker" && { BUILDAH_ISOLATION: env["BUILDAH_ISOLATION"] ?? "chroot" }),
  };
  const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  await exec(
    [
      engine.name,
      engine.name === "buildah" ? "bud" : "build",
      "--file",
      request.file,
      "--iidfile",
      id,
      ...(request.platform === null ? [] : ["--platform", request.platform]),
      ...(request.stage === null ? [] : ["--target", request.stage]),
      ...(request.epoch === null ? [] : ["--timestamp", String(request.epoch)]),
      ...pairs("--build-arg", request.args),
      ...pairs("--label", request.labels),
      "--",
      request.context,
    ],
    { env: own, onLine: log, timeout: 60 * 60_000 },
  );
  const image = (await readFile(id, "utf8")).trim();
  const layout = join(directory, "layout");
  if (engine.name === "docker") {
    const archive = join(directory, "image.tar");
    await exec(["docker", "save", "--output", archive, image], { env: own });
    await mkdir(layout);
    await readArchive(archive, directory, layout);
  } else {
    // Relative, because a colon in a path would be taken for the beginning of a tag.
    await exec([engine.name, "push", "--quiet", image, "oci:layout"], { cwd: directory, env: own });
  }
  return layout;
}

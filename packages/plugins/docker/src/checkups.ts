import { type Checkup, type CheckupAnswer, isRelspecError } from "@relspec/core";
import { findEngine } from "./engine/find-engine.ts";
import { readImageName } from "./image-name.ts";
import type { DockerOptions } from "./options.ts";
import { credentialsFor } from "./registry/credentials.ts";
import { askRepository, type Repository } from "./registry/open-registry.ts";
import { readChallenge } from "./registry/token.ts";

type Asked = Parameters<Checkup["examine"]>[0];

/** What building and pushing will need, proved beforehand without changing anything. */
export function checkups(options: DockerOptions): readonly Checkup[] {
  const { registry, name } = readable(options.image);
  const repository = (context: Asked): Promise<Repository> =>
    askRepository(readImageName(options.image), options, { ...context, step: "", results: {} });
  return [
    {
      id: "docker/engine",
      title: "Images can be built here",
      examine: async (context) => {
        try {
          const engine = await findEngine(options.engine, options.reproducible, context);
          return { verdict: "ok", message: `${engine.name} ${engine.version} builds images.` };
        } catch (error) {
          return failed(error);
        }
      },
    },
    {
      id: "docker/registry",
      title: "The container registry answers",
      examine: async (context) => {
        try {
          const own = await repository(context);
          const answer = await context.http.get(new URL("/v2/", own.url).href, { timeout: 10_000, limit: 2 ** 20 });
          if (
            answer.status === 200 ||
            (answer.status === 401 && readChallenge(answer.headers["www-authenticate"] ?? ""))
          )
            return { verdict: "ok", message: `${registry} answers.` };
          return {
            verdict: "failed",
            message: `${registry} does not answer as a container registry does (${answer.status}).`,
            fix: ["Look at `image` in the docker plugin's options."],
            code: "RS_STEP_UNREACHABLE",
          };
        } catch (error) {
          return failed(error);
        }
      },
    },
    {
      id: "docker/identity",
      title: "The container registry knows who pushes",
      examine: async (context) => {
        try {
          const found = await credentialsFor(registry, options.login, context);
          if (!found) {
            return {
              verdict: "warning",
              message: `There are no credentials for ${registry}.`,
              fix: [`docker login ${registry}`, "Or set `login` in the docker plugin's options."],
            };
          }
          const who = "user" in found ? `the user ${JSON.stringify(found.user)}` : "an identity token";
          const answer = await (await repository(context)).send("tags/list?n=1", { timeout: 10_000, limit: 2 ** 20 });
          if (answer.status !== 401 && answer.status !== 403)
            return { verdict: "ok", message: `${registry} takes ${who}.` };
          return {
            verdict: "failed",
            message: `${registry} does not let ${who} read ${name} (${answer.status}).`,
            fix: [`docker login ${registry}`],
            code: "RS_STEP_CREDENTIALS",
          };
        } catch (error) {
          return failed(error);
        }
      },
    },
  ];
}

/** A checkup is made before the name of the image is looked at; a wrong one is told of when it is examined. */
function readable(image: string): { readonly registry: string; readonly name: string } {
  try {
    return readImageName(image);
  } catch {
    return { registry: image, name: image };
  }
}

function failed(error: unknown): CheckupAnswer {
  if (!isRelspecError(error)) throw error;
  const { message, suggestions } = error;
  const code = error.code === "RS_STEP_UNREACHABLE" || error.code === "RS_STEP_CREDENTIALS" ? error.code : undefined;
  return { verdict: "failed", message, fix: suggestions, ...(code && { code }) };
}

import { type Checkup, type CheckupAnswer, judgeClock } from "@relspec/core";
import semver from "semver";
import { readPackument, whoAmI } from "./ask-registry.ts";
import { discoverPackages } from "./discover-packages.ts";
import { minimumNpm } from "./minimum-npm.ts";
import type { NpmOptions } from "./options.ts";
import { accessTo, offersIdentity, questionTo } from "./registry-access.ts";
import { registryPlace } from "./registry-place.ts";

type Asked = Parameters<Checkup["examine"]>[0];
interface Published {
  readonly name: string;
  readonly registry: string;
}

const timeout = 10_000;

/** What a publish will need, proved beforehand without publishing anything. */
export function checkups(options: NpmOptions): readonly Checkup[] {
  const { root } = options;
  const ask = (context: Asked, registry: string) =>
    questionTo(context, { registry, folder: root, lend: true, timeout });
  const about = (
    id: string,
    title: string,
    examine: (packages: readonly Published[], context: Asked) => Promise<CheckupAnswer>,
  ): Checkup => ({
    id,
    title,
    examine: async (context) => {
      const packages = await publishedPackages(options, context);
      return packages.length === 0
        ? { verdict: "skipped", message: "No package is published." }
        : examine(packages, context);
    },
  });

  return [
    about("npm/registry", "The npm registry answers", async (packages, context) => {
      const answers = await Promise.all(registriesOf(packages).map(async (registry) => reach(registry, context)));
      return worst(answers);
    }),
    about("npm/clock", "The clock agrees with the npm registry's", async (packages, context) => {
      const answers = await Promise.all(registriesOf(packages).map(async (registry) => clock(registry, context)));
      return worst(answers);
    }),
    about("npm/identity", "The npm registry knows who publishes", async (packages, context) => {
      const answers = registriesOf(packages).map(async (registry) =>
        identity(registry, context, root, await ask(context, registry)),
      );
      return worst(await Promise.all(answers));
    }),
    about("npm/permission", "These credentials may publish the packages", async (packages, context) => {
      const answers = packages.map(async (each) => permission(each, context, await ask(context, each.registry)));
      return worst(await Promise.all(answers));
    }),
    about(
      "npm/first-version",
      "The packages can be published the way credentials are given",
      async (packages, context) => {
        if (!offersIdentity(context))
          return { verdict: "skipped", message: "Trusted publishing is not available here." };
        const answers = packages.map(async ({ name, registry }): Promise<CheckupAnswer> => {
          const question = await ask(context, registry);
          if (question.authorization !== null || (await readPackument(context, name, question)) !== null)
            return { verdict: "ok", message: `${name} can be published.` };
          return {
            verdict: "failed",
            message: `${name} is new to ${new URL(registry).host}, and the first version of a package cannot be published by trusted publishing.`,
            fix: [
              "Publish the first version with a token: set NPM_TOKEN once.",
              `Then set up trusted publishing for ${name} on the registry.`,
            ],
            code: "RS_STEP_CREDENTIALS",
          };
        });
        return worst(await Promise.all(answers));
      },
    ),
    about("npm/version", "npm is new enough", async (_packages, context) => npmVersion(context)),
  ];
}

async function publishedPackages(options: NpmOptions, context: Asked): Promise<readonly Published[]> {
  if (!options.publish) return [];
  const found = (await discoverPackages(context.files, options.root, options.packages)).filter((each) => !each.private);
  return Promise.all(
    found.map(async (each) => ({ name: each.name, registry: (await registryPlace(each, options, context)).registry })),
  );
}

function registriesOf(packages: readonly Published[]): readonly string[] {
  return [...new Set(packages.map(({ registry }) => registry))].sort();
}

async function reach(registry: string, { http }: Asked): Promise<CheckupAnswer> {
  const { status } = await http.get(`${registry}-/ping`, { timeout });
  return status < 500
    ? { verdict: "ok", message: `${new URL(registry).host} answers.` }
    : {
        verdict: "failed",
        message: `${new URL(registry).host} answers ${status}.`,
        fix: ["Run again later."],
        code: "RS_STEP_UNREACHABLE",
      };
}

async function clock(registry: string, { http, now }: Asked): Promise<CheckupAnswer> {
  const { headers } = await http.get(`${registry}-/ping`, { timeout });
  return judgeClock(new URL(registry).host, headers["date"], now());
}

async function identity(
  registry: string,
  context: Asked,
  folder: string,
  question: Awaited<ReturnType<typeof questionTo>>,
): Promise<CheckupAnswer> {
  const { host } = new URL(registry);
  if ((await accessTo(context, { registry, folder, lend: true })).authorization === null) {
    if (offersIdentity(context))
      return { verdict: "ok", message: `npm can ask ${host} for a token of its own (trusted publishing).` };
    return {
      verdict: "failed",
      message: `There are no credentials for ${host}.`,
      fix: [
        "Set NPM_TOKEN to a token of the registry, or `npm login` on your own machine.",
        "Or give the CI job `id-token: write` for trusted publishing.",
      ],
      code: "RS_STEP_CREDENTIALS",
    };
  }
  const name = await whoAmI(context, question);
  if (name !== null) return { verdict: "ok", message: `${host} knows the token as ${name}.` };
  return {
    verdict: "failed",
    message: `${host} does not accept the token.`,
    fix: [`Make a new token on ${host}, and set NPM_TOKEN to it.`],
    code: "RS_STEP_CREDENTIALS",
  };
}

/** Registries tell a package's collaborators to whoever may publish it; many do not tell at all. */
async function permission(
  { name, registry }: Published,
  context: Asked,
  question: Awaited<ReturnType<typeof questionTo>>,
): Promise<CheckupAnswer> {
  const { host } = new URL(registry);
  const { authorization } = question;
  if (authorization === null) return { verdict: "skipped", message: `There is no token to ask ${host} with.` };
  const user = await whoAmI(context, question);
  const answer = await context.http.get(`${registry}-/package/${encodeURIComponent(name)}/collaborators?format=cli`, {
    timeout,
    headers: { authorization },
  });
  if (user === null || answer.status !== 200)
    return { verdict: "skipped", message: `${host} does not tell who may publish ${name}.` };
  const right = rightsIn(answer.body).get(user);
  if (right === "write" || right === "read-write") return { verdict: "ok", message: `${user} may publish ${name}.` };
  return {
    verdict: "failed",
    message: `${user} may not publish ${name} to ${host}.`,
    fix: [`npm owner add ${user} ${name}`],
    code: "RS_STEP_CREDENTIALS",
  };
}

function rightsIn(body: string): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(JSON.parse(body) as Record<string, unknown>));
  } catch {
    return new Map();
  }
}

async function npmVersion(context: Asked): Promise<CheckupAnswer> {
  const { stdout } = await context.query(["npm", "--version"], { timeout });
  const version = semver.valid(stdout.trim());
  if (version === null) return { verdict: "warning", message: "npm does not say its version." };
  if (semver.gte(version, minimumNpm)) return { verdict: "ok", message: `npm is ${version}.` };
  const verdict = offersIdentity(context) ? "failed" : "warning";
  return {
    verdict,
    message: `npm is ${version}; trusted publishing needs ${minimumNpm}.`,
    fix: ["npm install --global npm@latest"],
  };
}

const rank = { failed: 0, warning: 1, ok: 2, skipped: 3 } as const;

/** The gravest verdict, with everything that was found of that gravity. */
function worst(answers: readonly CheckupAnswer[]): CheckupAnswer {
  const [first, ...others] = answers.toSorted((a, b) => rank[a.verdict] - rank[b.verdict]);
  if (!first) return { verdict: "skipped", message: "There is nothing to look at." };
  const same = [first, ...others.filter(({ verdict }) => verdict === first.verdict)];
  const fix = [...new Set(same.flatMap((each) => each.fix ?? []))];
  return {
    ...first,
    message: [...new Set(same.map(({ message }) => message))].join(" "),
    ...(fix.length > 0 && { fix }),
  };
}

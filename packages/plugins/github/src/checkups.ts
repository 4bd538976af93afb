import { type Checkup, type CheckupAnswer, isRelspecError, judgeClock, plainLine } from "@relspec/core";
import { fieldsOf, readList, textOf } from "./answers.ts";
import type { GitHub } from "./open-github.ts";
import type { Opener } from "./opener.ts";
import { type GitHubOptions, secretsOf } from "./options.ts";
import { findPlace, nameOf } from "./place.ts";

type Asked = Parameters<Checkup["examine"]>[0];

/** What a release on GitHub will need, proved beforehand without changing anything. */
export function checkups(options: GitHubOptions, open: Opener): readonly Checkup[] {
  const about = (
    id: string,
    title: string,
    examine: (github: GitHub, context: Asked) => Promise<CheckupAnswer>,
  ): Checkup => ({
    id: `github/${id}`,
    title,
    examine: (context) =>
      asking(async () => examine(await open.toLook(await findPlace(options, context), context), context)),
  });
  return [
    {
      id: "github/token",
      title: "There are credentials for GitHub",
      examine: (context) => credentials(options, context),
    },
    about("identity", "GitHub knows who releases", identity),
    about("repository", "The repository on GitHub is there", repository),
    about("clock", "The clock agrees with GitHub's", clock),
    about("permission", "These credentials may release on GitHub", permission),
    about("rules", "No rule of the repository keeps tags away", rules),
    about("immutable", "What is released on GitHub stays as it is", immutable),
  ];
}

function credentials(options: GitHubOptions, { secrets }: Asked): CheckupAnswer {
  const missing = secretsOf(options).filter((name) => !secrets.has(name));
  if (missing.length === 0) return { verdict: "ok", message: `${secretsOf(options).join(", ")} is there.` };
  return {
    verdict: "failed",
    message: `${missing.join(", ")} is not in the environment.`,
    fix: missing.map((name) =>
      options.app === undefined
        ? `Set ${name} to a token; in GitHub Actions: \`env: { ${name}: "\${{ github.token }}" }\`.`
        : `Set ${name} to the private key of the app.`,
    ),
    code: "RS_STEP_CREDENTIALS",
  };
}

const unknown: CheckupAnswer = {
  verdict: "skipped",
  message: "GitHub is asked without credentials here: there is no token, or an app's is made only while a step runs.",
};

async function identity(github: GitHub): Promise<CheckupAnswer> {
  if (!github.known) return unknown;
  const { status, data, headers } = await github.ask(
    "GET /user",
    {},
    { accept: [403, 404], doing: "say who they are" },
  );
  if (status !== 200)
    return { verdict: "ok", message: "GitHub knows the token as one of GitHub Actions or of an app." };
  const login = plainLine(textOf(fieldsOf(data)["login"]) ?? "", 100);
  const scopes = headers["x-oauth-scopes"];
  if (typeof scopes === "string" && scopes !== "" && !/\b(?:public_)?repo\b/.test(scopes)) {
    return {
      verdict: "failed",
      message: `The token of ${login} has the scopes ${plainLine(scopes, 200)}, and none for repositories.`,
      fix: ["Give the token the scope `repo`."],
      code: "RS_STEP_CREDENTIALS",
    };
  }
  return { verdict: "ok", message: `GitHub knows the token as ${login}.` };
}

async function repositoryOf(github: GitHub) {
  const { data } = await github.ask("GET /repos/{owner}/{repo}", {}, { doing: "read the repository" });
  return fieldsOf(data);
}

async function repository(github: GitHub): Promise<CheckupAnswer> {
  const { full_name, archived } = await repositoryOf(github);
  const name = nameOf(github.place);
  if (archived === true) {
    return {
      verdict: "failed",
      message: `${name} is archived.`,
      fix: ["Unarchive it in the repository's settings."],
      code: "RS_PLAN_CONFLICT",
    };
  }
  if (typeof full_name === "string" && full_name.toLowerCase() !== name.toLowerCase()) {
    return {
      verdict: "warning",
      message: `${name} is now ${plainLine(full_name, 150)}.`,
      fix: [`Write \`github: { repository: ${plainLine(full_name, 150)} }\` in the spec.`],
    };
  }
  return { verdict: "ok", message: `${name} is there.` };
}

async function clock(github: GitHub, { now }: Asked): Promise<CheckupAnswer> {
  const { headers } = await github.ask("GET /repos/{owner}/{repo}", {}, { doing: "read the repository" });
  const { date } = headers;
  return judgeClock(new URL(github.place.api).host, typeof date === "string" ? date : undefined, now());
}

async function permission(github: GitHub): Promise<CheckupAnswer> {
  if (!github.known) return unknown;
  const { push } = fieldsOf((await repositoryOf(github))["permissions"]);
  const name = nameOf(github.place);
  if (push === true) return { verdict: "ok", message: `The token may write to ${name}.` };
  if (push !== false) return { verdict: "skipped", message: `GitHub does not tell what the token may in ${name}.` };
  return {
    verdict: "failed",
    message: `The token may only read ${name}.`,
    fix: ["In GitHub Actions: `permissions: { contents: write }`.", "Or use a token of someone who may write."],
    code: "RS_STEP_CREDENTIALS",
  };
}

async function rules(github: GitHub): Promise<CheckupAnswer> {
  const { status, data } = await github.ask(
    "GET /repos/{owner}/{repo}/rulesets",
    { includes_parents: true, per_page: 100 },
    { accept: [403, 404], doing: "read its rules" },
  );
  if (status !== 200) return { verdict: "skipped", message: "GitHub does not tell the rules." };
  const names = readList(data, github).flatMap((each) => {
    const { target, enforcement, name } = fieldsOf(each);
    return target === "tag" && enforcement === "active" ? [plainLine(textOf(name) ?? "", 100)] : [];
  });
  if (names.length === 0) return { verdict: "ok", message: "No rule is about tags." };
  return {
    verdict: "warning",
    message: `There are rules about tags: ${names.join(", ")}.`,
    fix: [`See that whoever releases may make tags, or may bypass them: ${github.place.web}/settings/rules`],
  };
}

async function immutable(github: GitHub): Promise<CheckupAnswer> {
  if (!github.known) return unknown;
  const { status, data } = await github.ask(
    "GET /repos/{owner}/{repo}/immutable-releases",
    {},
    { accept: [403, 404], doing: "read its settings" },
  );
  if (status === 200 && fieldsOf(data)["enabled"] === true)
    return { verdict: "ok", message: "Releases are immutable once they are public." };
  return {
    verdict: "warning",
    message: "Releases are not immutable, or GitHub does not tell this token.",
    fix: [`Turn on release immutability: ${github.place.web}/settings`],
  };
}

/** What GitHub refuses is a finding with the refusal's own remedy. */
async function asking(ask: () => Promise<CheckupAnswer>): Promise<CheckupAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (!isRelspecError(error)) throw error;
    const { code, message, suggestions } = error;
    return { verdict: "failed", message, fix: suggestions, code };
  }
}

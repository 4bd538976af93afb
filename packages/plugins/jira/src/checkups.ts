import { type Checkup, type CheckupAnswer, isRelspecError, plainLine } from "@relspec/core";
import { askJira } from "./ask-jira.ts";
import type { Jira } from "./jira.ts";
import { type Attempt, partOf } from "./read-json.ts";
import type { JiraOptions } from "./options.ts";

type Asked = Parameters<Checkup["examine"]>[0];

/** What the steps will need, proved beforehand without changing anything. */
export function checkups(jira: Jira, options: Pick<JiraOptions, "transition" | "comment">): readonly Checkup[] {
  const about = (id: string, title: string, look: (context: Asked) => Promise<CheckupAnswer>): Checkup => ({
    id: `jira/${id}`,
    title,
    async examine(context) {
      const missing = jira.secrets.filter((name) => !context.secrets.has(name));
      if (missing.length > 0) {
        return {
          verdict: "failed",
          message: `The secret ${missing.join(", ")} for ${jira.host} is not in the environment.`,
          fix: missing.map((name) => `Set the environment variable ${name}.`),
          code: "RS_STEP_CREDENTIALS",
        };
      }
      try {
        return await look(context);
      } catch (error) {
        if (!isRelspecError(error)) throw error;
        const code = error.code === "RS_STEP_CREDENTIALS" ? error.code : ("RS_STEP_UNREACHABLE" as const);
        return { verdict: "failed", message: error.message, fix: error.suggestions, code };
      }
    },
  });
  return [
    about("site", "Jira answers, and is the kind it is taken for", (context) => site(jira, context)),
    about("identity", "Jira takes the login", async (context) => {
      const attempt: Attempt = { jira, what: "say who is logged in" };
      const user = partOf(await askJira(context, jira, "/myself", attempt), attempt);
      const name = plainLine(user.textOrNull("displayName") ?? user.text("name"), 80);
      return { verdict: "ok", message: `${jira.host} knows the account as ${name}.` };
    }),
    about("project", "The project is there", async (context) => {
      const attempt: Attempt = { jira, what: `look up the project ${jira.project}` };
      const path = `/project/${encodeURIComponent(jira.project)}`;
      const found = partOf(await askJira(context, jira, path, attempt), attempt);
      const key = found.text("key");
      if (key === jira.project)
        return {
          verdict: "ok",
          message: `${jira.host} has the project ${key}, ${plainLine(found.textOrNull("name") ?? "", 80)}.`,
        };
      return {
        verdict: "failed",
        message: `The project ${jira.project} is called ${plainLine(key, 80)} now.`,
        fix: [`Set \`project\` of the plugin jira to ${plainLine(key, 80)}.`],
      };
    }),
    about("permission", "The account may do what the steps do", (context) => permission(jira, options, context)),
  ];
}

async function site(jira: Jira, context: Asked): Promise<CheckupAnswer> {
  const attempt: Attempt = { jira, what: "say which Jira it is" };
  const info = partOf(await askJira(context, jira, "/serverInfo", attempt), attempt);
  const kind = info.textOrNull("deploymentType") ?? "Server";
  const version = plainLine(info.text("version"), 40);
  const cloud = kind.toLowerCase() === "cloud";
  if (cloud === (jira.deployment === "cloud"))
    return { verdict: "ok", message: `${jira.host} is Jira ${cloud ? "Cloud" : `Data Center ${version}`}.` };
  const actual = cloud ? "cloud" : "data-center";
  return {
    verdict: "failed",
    message: `${jira.host} is Jira ${cloud ? "Cloud" : "Data Center"}, and is spoken to as ${jira.deployment}.`,
    fix: [`Set \`deployment: ${actual}\` in the options of the plugin jira.`],
  };
}

/** By Jira's own names of permissions: what each is needed for. */
const always = { ADMINISTER_PROJECTS: "create and release versions", EDIT_ISSUES: "set fix versions" };

async function permission(
  jira: Jira,
  { transition, comment }: Pick<JiraOptions, "transition" | "comment">,
  context: Asked,
): Promise<CheckupAnswer> {
  const needed: Readonly<Record<string, string>> = {
    BROWSE_PROJECTS: "see the project",
    ...always,
    ...(transition !== undefined && { TRANSITION_ISSUES: "bring issues on" }),
    ...(comment !== undefined && { ADD_COMMENTS: "comment on issues" }),
  };
  const attempt: Attempt = { jira, what: "say what the account may do" };
  const query = { projectKey: jira.project, permissions: Object.keys(needed).join(",") };
  const all = partOf(await askJira(context, jira, "/mypermissions", { ...attempt, query }), attempt).part(
    "permissions",
  );
  const lacking = Object.keys(needed).filter((name) => !all.has(name) || !all.part(name).flag("havePermission"));
  if (lacking.length === 0) return { verdict: "ok", message: `The account may do all of it in ${jira.project}.` };
  const told = lacking.map((name) => `${needed[name] ?? ""} (${name})`).join(", ");
  return {
    verdict: "failed",
    message: `The account may not ${told} in ${jira.project}.`,
    fix: [`Give the account that permission in the permission scheme of ${jira.project}.`],
    code: "RS_STEP_CREDENTIALS",
  };
}

import type { Spoken } from "./jira-contract.ts";
import { type Issue, type JiraState, search, statusBean, transit, transitionsOf, type Version } from "./jira-state.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type Deployment = "cloud" | "data-center";

const refuse = (status: number, ...messages: readonly string[]): Answer => ({
  status,
  body: { errorMessages: messages, errors: {} },
});
const refuseField = (field: string, message: string): Answer => ({
  status: 400,
  body: { errorMessages: [], errors: { [field]: message } },
});
const nothing: Answer = { status: 204, body: undefined };
const noIssue = refuse(404, "Issue does not exist or you do not have permission to see it.");
const pageSizes = { search: 3, comments: 2 };

/** What Jira answers, and what it then holds. `path` is what comes after `/rest/api/N`. */
export function answerOf(state: JiraState, site: string, deployment: Deployment, path: string, asked: Spoken): Answer {
  const { method } = asked;
  const [first = "", id = "", second = "", third = ""] = path.slice(1).split("/").map(decodeURIComponent);
  if (first === "serverInfo") return ok(serverInfo(site, deployment));
  if (first === "myself") return ok(account(site));
  if (first === "mypermissions") return permissions(state, asked.query["permissions"]);
  if (first === "search" && id === (deployment === "cloud" ? "jql" : "")) return found(state, site, deployment, asked);
  if (first === "project") return project(state, site, id, second);
  if (first === "version" && id === "" && method === "POST") return createVersion(state, site, deployment, asked.body);
  if (first === "version" && id !== "") return oneVersion(state, site, id, second, asked);
  if (first !== "issue") return refuse(404, "null for uri");
  const issue = state.issues.find(({ key, formerly }) => key === id || formerly.includes(id));
  if (!issue || !state.permissions.has("BROWSE_PROJECTS")) return noIssue;
  if (second === "" && method === "GET") return ok(issueBean(state, issue, site, asked.query));
  if (second === "" && method === "PUT") return edit(state, issue, asked.body);
  if (second === "transitions" && method === "GET")
    return ok({ expand: "transitions", transitions: transitionsOf(issue, site) });
  if (second === "transitions") {
    const { transition } = asked.body as { transition: { id: string } };
    if (!state.permissions.has("TRANSITION_ISSUES") || !transit(issue, transition.id))
      return refuse(400, "It seems that you have tried to perform an illegal workflow operation.");
    return nothing;
  }
  if (second === "comment") return comments(state, issue, site, deployment, third, asked);
  return refuse(404, "null for uri");
}

const ok = (body: unknown): Answer => ({ status: 200, body });

function serverInfo(site: string, deployment: Deployment) {
  return {
    baseUrl: site,
    version: deployment === "cloud" ? "1001.0.0-SNAPSHOT" : "10.3.5",
    versionNumbers: deployment === "cloud" ? [1001, 0, 0] : [10, 3, 5],
    deploymentType: deployment === "cloud" ? "Cloud" : "Server",
    buildNumber: 100_300,
    buildDate: "2026-01-02T00:00:00.000+0000",
    serverTime: "2026-01-02T03:04:05.000+0000",
    scmInfo: "0000000000000000000000000000000000000000",
    serverTitle: "Jira",
  };
}

function account(site: string) {
  return { ...author(site), locale: "en_US" };
}

function author(site: string) {
  return {
    self: `${site}/rest/api/3/user?accountId=5b10a2844c20165700ede21g`,
    accountId: "5b10a2844c20165700ede21g",
    accountType: "atlassian",
    emailAddress: "ana@acme.example",
    displayName: "Ana Example",
    active: true,
    timeZone: "Europe/Berlin",
  };
}

function permissions(state: JiraState, asked: string | undefined): Answer {
  const names = (asked ?? "BROWSE_PROJECTS").split(",");
  const entries = names.map((key, index) => [
    key,
    {
      id: String(index + 10),
      key,
      name: key,
      type: "PROJECT",
      description: "",
      havePermission: state.permissions.has(key),
    },
  ]);
  return ok({ permissions: Object.fromEntries(entries) });
}

function versionBean({ id, ...version }: Version, projectId: string, site: string) {
  return { self: `${site}/rest/api/3/version/${id}`, id, ...version, projectId: Number(projectId) };
}

function project(state: JiraState, site: string, key: string, what: string): Answer {
  const one = state.projects.find((each) => each.key === key || each.id === key);
  if (!one || !state.permissions.has("BROWSE_PROJECTS"))
    return refuse(404, `No project could be found with key '${key}'.`);
  if (what === "versions") return ok(one.versions.map((each) => versionBean(each, one.id, site)));
  return ok({
    self: `${site}/rest/api/3/project/${one.id}`,
    id: one.id,
    key: one.key,
    name: one.name,
    projectTypeKey: "software",
  });
}

function createVersion(state: JiraState, site: string, deployment: Deployment, body: unknown): Answer {
  const {
    name,
    projectId,
    project: projectKey,
    ...more
  } = body as Partial<Version> & { projectId?: number; project?: string };
  const one = state.projects.find((each) =>
    deployment === "cloud" ? each.id === String(projectId) : each.key === projectKey,
  );
  if (!one || !state.permissions.has("ADMINISTER_PROJECTS"))
    return refuse(404, "You must have global or project administrator rights in order to modify versions.");
  if (name === undefined || name.trim() === "") return refuseField("name", "You must specify a valid version name");
  if (name.length > 255) return refuseField("name", "The version name is too long");
  if (one.versions.some((each) => each.name.toLowerCase() === name.trim().toLowerCase()))
    return refuseField("name", "A version with this name already exists in this project.");
  const version: Version = { released: false, archived: false, ...more, name: name.trim(), id: String(state.nextId++) };
  one.versions.push(version);
  return { status: 201, body: versionBean(version, one.id, site) };
}

function oneVersion(state: JiraState, site: string, id: string, what: string, { method, body }: Spoken): Answer {
  const one = state.projects.find(({ versions }) => versions.some((each) => each.id === id));
  const version = one?.versions.find((each) => each.id === id);
  if (!one || !version) return refuse(404, `Could not find version for id '${id}'`);
  if (what === "relatedIssueCounts") {
    const issuesFixedCount = state.issues.filter(({ fixVersions }) => fixVersions.includes(id)).length;
    const counts = {
      issuesFixedCount,
      issuesAffectedCount: 0,
      issueCountWithCustomFieldsShowingVersion: 0,
      customFieldUsage: [],
    };
    return ok({ self: `${site}/rest/api/3/version/${id}`, ...counts });
  }
  if (method === "GET") return ok(versionBean(version, one.id, site));
  if (!state.permissions.has("ADMINISTER_PROJECTS"))
    return refuse(404, "You must have global or project administrator rights in order to modify versions.");
  if (what === "removeAndSwap") {
    one.versions = one.versions.filter((each) => each !== version);
    for (const issue of state.issues) issue.fixVersions = issue.fixVersions.filter((each) => each !== id);
    return nothing;
  }
  Object.assign(version, body);
  return ok(versionBean(version, one.id, site));
}

function issueBean(state: JiraState, issue: Issue, site: string, { fields = "*all", expand = "" }: Spoken["query"]) {
  const all = {
    summary: issue.summary,
    status: statusBean(issue.status, site),
    fixVersions: issue.fixVersions.map((id) => {
      const one = state.projects.find(({ versions }) => versions.some((each) => each.id === id));
      const { projectId: _, ...bean } = versionBean(
        one?.versions.find((each) => each.id === id) as Version,
        one?.id ?? "",
        site,
      );
      return bean;
    }),
  };
  const wanted =
    fields === "*all" ? Object.entries(all) : Object.entries(all).filter(([name]) => fields.split(",").includes(name));
  return {
    expand: "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
    id: issue.id,
    self: `${site}/rest/api/3/issue/${issue.id}`,
    key: issue.key,
    fields: Object.fromEntries(wanted),
    ...(expand.split(",").includes("transitions") && { transitions: transitionsOf(issue, site) }),
  };
}

function edit(state: JiraState, issue: Issue, body: unknown): Answer {
  const { update = {}, fields = {} } = body as {
    update?: Record<string, readonly Record<string, { id: string }>[]>;
    fields?: object;
  };
  if (!state.permissions.has("EDIT_ISSUES"))
    return refuse(403, "You do not have permission to edit issues in this project.");
  if (issue.noFixVersions)
    return refuseField(
      "fixVersions",
      "Field 'fixVersions' cannot be set. It is not on the appropriate screen, or unknown.",
    );
  if (Object.keys(fields).length > 0) throw new Error("fields of an issue were overwritten");
  const versions = state.projects.find(({ key }) => issue.key.startsWith(`${key}-`))?.versions ?? [];
  for (const [operation, { id }] of (update["fixVersions"] ?? []).flatMap((each) => Object.entries(each))) {
    if (!versions.some((each) => each.id === id)) return refuseField("fixVersions", `Version id '${id}' is not valid`);
    const others = issue.fixVersions.filter((each) => each !== id);
    issue.fixVersions = operation === "add" ? [...others, id] : others;
  }
  return nothing;
}

function found(state: JiraState, site: string, deployment: Deployment, { query }: Spoken): Answer {
  const issues = search(state, query["jql"] ?? "");
  if (typeof issues === "string") return refuse(400, issues);
  const size = Math.min(Number(query["maxResults"] ?? 50), pageSizes.search);
  const beans = (from: number) => issues.slice(from, from + size).map((each) => issueBean(state, each, site, query));
  if (deployment === "data-center") {
    const startAt = Number(query["startAt"] ?? 0);
    return ok({ expand: "schema,names", startAt, maxResults: size, total: issues.length, issues: beans(startAt) });
  }
  const from = Number(query["nextPageToken"]?.replace("page-", "") ?? 0);
  const isLast = from + size >= issues.length;
  return ok({ issues: beans(from), isLast, ...(!isLast && { nextPageToken: `page-${from + size}` }) });
}

function comments(
  state: JiraState,
  issue: Issue,
  site: string,
  deployment: Deployment,
  id: string,
  { method, body, query }: Spoken,
): Answer {
  const bean = ({ id: own, body: text, created }: Issue["comments"][number]) => ({
    self: `${site}/rest/api/3/issue/${issue.id}/comment/${own}`,
    id: own,
    author: author(site),
    updateAuthor: author(site),
    body: text,
    created,
    updated: created,
    jsdPublic: true,
  });
  if (method === "GET") {
    const startAt = Number(query["startAt"] ?? 0);
    const ordered = query["orderBy"] === "-created" ? issue.comments.toReversed() : issue.comments;
    const size = Math.min(Number(query["maxResults"] ?? 50), pageSizes.comments);
    return ok({
      startAt,
      maxResults: size,
      total: ordered.length,
      comments: ordered.slice(startAt, startAt + size).map(bean),
    });
  }
  if (method === "DELETE") {
    const at = issue.comments.findIndex((each) => each.id === id);
    if (at === -1) return refuse(404, `Can not find a comment for the id: ${id}.`);
    issue.comments.splice(at, 1);
    return nothing;
  }
  if (!state.permissions.has("ADD_COMMENTS"))
    return refuse(400, "You do not have the permission to comment on this issue.");
  const { body: text } = body as { body: unknown };
  if (deployment === "cloud" ? !isDocument(text) : typeof text !== "string" || text.trim() === "")
    return refuse(400, "Comment body is not valid!");
  if (JSON.stringify(text).length > 40_000) return refuse(400, "CONTENT_LIMIT_EXCEEDED");
  const made = { id: String(state.nextId++), body: text, created: "2026-01-02T03:04:05.000+0000" };
  issue.comments.push(made);
  return { status: 201, body: bean(made) };
}

/** As far as what is sent may hold: paragraphs of texts that are not empty, line breaks and links. */
function isDocument(body: unknown): boolean {
  const { type, version, content } = (body ?? {}) as {
    type?: unknown;
    version?: unknown;
    content?: readonly Paragraph[];
  };
  return (
    type === "doc" &&
    version === 1 &&
    (content ?? []).every(
      (each) =>
        each.type === "paragraph" &&
        each.content.every(
          (inner) =>
            inner.type === "hardBreak" || (inner.type === "text" && inner.text !== undefined && inner.text !== ""),
        ),
    )
  );
}

interface Paragraph {
  readonly type: string;
  readonly content: readonly { readonly type: string; readonly text?: string }[];
}

import type { FakePull, FakeRelease, GitHubState } from "./state.ts";
import { sha256 } from "./state.ts";
import {
  assetShape,
  checkShape,
  commentShape,
  deploymentShape,
  deploymentStatusShape,
  labelShape,
  milestoneShape,
  pullShape,
  releaseShape,
  repositoryShape,
  type Site,
  statusShape,
  userShape,
} from "./shapes.ts";

export interface Request {
  readonly state: GitHubState;
  readonly site: Site;
  /** Parts of the path that the route names. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly bytes: Buffer;
  /** Who asks; null for a stranger. */
  readonly login: string | null;
  readonly mayPush: boolean;
  /** As an app, by a JSON Web Token. */
  readonly isApp: boolean;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Handler = (request: Request) => Reply;
interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** Only for who may push: others are told that there is nothing. */
  readonly push: boolean;
  readonly handle: Handler;
}

const ok = (body: unknown, headers?: Reply["headers"]): Reply => ({ status: 200, body, ...(headers && { headers }) });
const created = (body: unknown): Reply => ({ status: 201, body });
const nothing: Reply = { status: 204 };
export const notFound: Reply = {
  status: 404,
  body: { message: "Not Found", documentation_url: "https://docs.example", status: "404" },
};
const invalid = (resource: string, field: string, code: string, message?: string): Reply => ({
  status: 422,
  body: {
    message: "Validation Failed",
    errors: [{ resource, field, code, ...(message !== undefined && { message }) }],
    documentation_url: "https://docs.example",
    status: "422",
  },
});
const custom = (message: string): Reply => ({
  status: 422,
  body: { message, documentation_url: "https://docs.example", status: "422" },
});

const repo = "/repos/:/:";
const route = (spec: string, push: boolean, handle: Handler): Route => {
  const [method = "", path = ""] = spec.split(" ");
  const pattern = new RegExp(`^${path.replaceAll(/\*/g, "(.+)").replaceAll(":", "([^/]+)")}$`);
  return { method, pattern, push, handle };
};

function page<T>(items: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Math.min(Number(query.get("per_page") ?? 30), 100);
  const start = (Number(query.get("page") ?? 1) - 1) * size;
  return items.slice(start, start + size);
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const byId = (state: GitHubState, id: string | undefined) => state.releases.find((each) => String(each.id) === id);
const isCommit = ({ commits }: GitHubState, sha: string) =>
  commits === null ? /^[0-9a-f]{40}$/.test(sha) || sha === "main" : commits.has(sha) || sha === "main";

/** What GitHub does with a text that is too long, a commit it does not know, a category it does not have. */
function refuse(state: GitHubState, body: Record<string, unknown>): Reply | null {
  if ((text(body["body"])?.length ?? 0) > 125_000)
    return invalid("Release", "body", "custom", "body is too long (maximum is 125000 characters)");
  const category = text(body["discussion_category_name"]);
  if (category !== null && !state.discussions.includes(category)) return custom("Invalid discussion category.");
  return null;
}

function refuseTag(
  state: GitHubState,
  release: { tag_name: string; target_commitish: string; id?: number },
): Reply | null {
  const { tag_name, target_commitish, id } = release;
  if (state.releases.some((each) => each.id !== id && !each.draft && each.tag_name === tag_name))
    return invalid("Release", "tag_name", "already_exists");
  if (!state.tags.has(tag_name) && !isCommit(state, target_commitish))
    return invalid("Release", "target_commitish", "invalid");
  return null;
}

function makePublic(state: GitHubState, release: FakeRelease, body: Record<string, unknown>): void {
  if (!state.tags.has(release.tag_name)) state.tags.set(release.tag_name, release.target_commitish);
  release.immutable = state.immutable;
  release.discussion = text(body["discussion_category_name"]);
  const latest = body["make_latest"] ?? "true";
  if (latest !== "false" && !release.prerelease) state.latest = release.id;
}

export const routes: readonly Route[] = [
  route("GET /user", false, ({ login, site, isApp }) =>
    login === null || isApp
      ? { status: 401, body: { message: "Bad credentials" } }
      : ok(userShape(login, site), { "x-oauth-scopes": "repo, workflow" }),
  ),
  route(`GET ${repo}`, false, ({ mayPush, site }) => ok(repositoryShape(mayPush, site))),
  route(`GET ${repo}/installation`, false, ({ isApp }) =>
    isApp ? ok({ id: 77, app_id: 1, permissions: { contents: "write" } }) : notFound,
  ),
  route("POST /app/installations/:/access_tokens", false, ({ isApp, path }) =>
    isApp && path[0] === "77"
      ? created({
          token: "ghs_installationtoken0123456789",
          expires_at: "2099-01-01T00:00:00Z",
          permissions: { contents: "write" },
          repository_selection: "all",
        })
      : notFound,
  ),
  route(`GET ${repo}/immutable-releases`, true, ({ state }) =>
    state.immutable ? ok({ enabled: true, enforced_by_owner: false }) : notFound,
  ),
  route(`GET ${repo}/rulesets`, false, ({ state }) => ok(state.rulesets)),

  // Releases
  route(`GET ${repo}/releases`, false, ({ state, query, site, mayPush }) =>
    ok(
      page(state.releases.filter((each) => mayPush || !each.draft).toReversed(), query).map((each) =>
        releaseShape(each, site),
      ),
    ),
  ),
  route(`GET ${repo}/releases/latest`, false, ({ state, site }) => {
    const found = state.releases.find(({ id, draft }) => id === state.latest && !draft);
    return found ? ok(releaseShape(found, site)) : notFound;
  }),
  route(`GET ${repo}/releases/tags/*`, false, ({ state, path, site }) => {
    // A draft is not found by its tag, even by who made it.
    const found = state.releases.find(({ tag_name, draft }) => tag_name === path[2] && !draft);
    return found ? ok(releaseShape(found, site)) : notFound;
  }),
  route(`POST ${repo}/releases/generate-notes`, true, ({ body }) =>
    ok({
      name: text(body["tag_name"]),
      body: `## What's Changed\n* A thing by @ana in #7\n\n**Full Changelog**: …${text(body["tag_name"])}`,
    }),
  ),
  route(`POST ${repo}/releases`, true, ({ state, body, site }) => {
    const tag_name = text(body["tag_name"]);
    if (tag_name === null) return invalid("Release", "tag_name", "missing_field");
    const release: FakeRelease = {
      id: state.nextId++,
      tag_name,
      target_commitish: text(body["target_commitish"]) ?? "main",
      name: text(body["name"]),
      body: text(body["body"]),
      draft: body["draft"] === true,
      prerelease: body["prerelease"] === true,
      immutable: false,
      created_at: "2026-01-02T03:04:05Z",
      discussion: null,
      assets: [],
    };
    const refused = refuse(state, body) ?? refuseTag(state, release);
    if (refused) return refused;
    if (!release.draft) makePublic(state, release, body);
    state.releases.push(release);
    return created(releaseShape(release, site));
  }),
  route(`GET ${repo}/releases/:`, false, ({ state, path, site, mayPush }) => {
    const found = byId(state, path[2]);
    return found && (mayPush || !found.draft) ? ok(releaseShape(found, site)) : notFound;
  }),
  route(`PATCH ${repo}/releases/:`, true, ({ state, path, body, site }) => {
    const release = byId(state, path[2]);
    if (!release) return notFound;
    const next = {
      ...release,
      tag_name: text(body["tag_name"]) ?? release.tag_name,
      target_commitish: text(body["target_commitish"]) ?? release.target_commitish,
    };
    const refused = refuse(state, body);
    if (refused) return refused;
    if (release.immutable && (body["draft"] === true || next.tag_name !== release.tag_name))
      return custom("Cannot modify an immutable release");
    const publishes = release.draft && body["draft"] === false;
    if (publishes) {
      const wrong = refuseTag(state, next);
      if (wrong) return wrong;
    }
    release.tag_name = next.tag_name;
    release.target_commitish = next.target_commitish;
    release.name = text(body["name"]) ?? release.name;
    release.body = text(body["body"]) ?? release.body;
    if (typeof body["prerelease"] === "boolean") release.prerelease = body["prerelease"];
    if (typeof body["draft"] === "boolean") release.draft = body["draft"];
    if (publishes) makePublic(state, release, body);
    else if (body["make_latest"] === "true") state.latest = release.id;
    return ok(releaseShape(release, site));
  }),
  route(`DELETE ${repo}/releases/:`, true, ({ state, path }) => {
    const index = state.releases.findIndex((each) => String(each.id) === path[2]);
    if (index === -1) return notFound;
    state.releases.splice(index, 1);
    return nothing;
  }),

  // Assets
  route(`GET ${repo}/releases/:/assets`, false, ({ state, path, query, site }) => {
    const release = byId(state, path[2]);
    return release ? ok(page(release.assets, query).map((each) => assetShape(each, site))) : notFound;
  }),
  route(`POST /uploads${repo}/releases/:/assets`, true, ({ state, path, query, bytes, site }) => {
    const release = byId(state, path[2]);
    const name = query.get("name");
    if (!release || name === null) return notFound;
    if (release.immutable) return custom("Cannot upload assets to an immutable release.");
    if (bytes.length === 0) return { status: 400, body: { message: "Bad Content-Length: empty file" } };
    if (release.assets.some((each) => each.name === name)) return invalid("ReleaseAsset", "name", "already_exists");
    const asset = {
      id: state.nextId++,
      name,
      label: query.get("label"),
      state: "uploaded" as const,
      size: bytes.length,
      digest: sha256(bytes),
    };
    release.assets.push(asset);
    return created(assetShape(asset, site));
  }),
  route(`DELETE ${repo}/releases/assets/:`, true, ({ state, path }) => {
    for (const release of state.releases) {
      const index = release.assets.findIndex((each) => String(each.id) === path[2]);
      if (index === -1) continue;
      if (release.immutable) return custom("Cannot delete an asset of an immutable release.");
      release.assets.splice(index, 1);
      return nothing;
    }
    return notFound;
  }),

  // Git
  route(`GET ${repo}/git/ref/tags/*`, false, ({ state, path, site }) => {
    const sha = state.tags.get(path[2] ?? "");
    if (sha === undefined) return notFound;
    const url = `${site.url}/git/${sha}`;
    // Annotated, as the git plugin makes them.
    return ok({
      ref: `refs/tags/${path[2]}`,
      node_id: "REF",
      url,
      object: { type: "tag", sha: `aaaaaaaa${sha.slice(8)}`, url },
    });
  }),
  route(`GET ${repo}/git/tags/:`, false, ({ state, path, site }) => {
    const sha = [...state.tags.values()].find((each) => each.slice(8) === path[2]?.slice(8));
    const url = `${site.url}/git/${sha}`;
    const tagger = { date: "2026-01-02T03:04:05Z", email: "a@example.com", name: "A" };
    return sha === undefined
      ? notFound
      : ok({ node_id: "TA", tag: "v", sha: path[2], url, message: "", tagger, object: { type: "commit", sha, url } });
  }),

  // Issues
  route(`GET ${repo}/issues/:/comments`, false, ({ state, path, query, site }) =>
    state.issues.has(Number(path[2]))
      ? ok(
          page(
            state.comments.filter(({ issue }) => issue === Number(path[2])),
            query,
          ).map((each) => commentShape(each, site)),
        )
      : notFound,
  ),
  route(`POST ${repo}/issues/:/comments`, false, ({ state, path, body, login, site }) => {
    const issue = state.issues.get(Number(path[2]));
    if (!issue || login === null) return notFound;
    if (issue.locked) return { status: 403, body: { message: "Unable to create comment because issue is locked." } };
    if ((text(body["body"])?.length ?? 0) > 65_536)
      return invalid("IssueComment", "body", "custom", "body is too long (maximum is 65536 characters)");
    const comment = { id: state.nextId++, issue: Number(path[2]), body: text(body["body"]) ?? "", user: login };
    state.comments.push(comment);
    return created(commentShape(comment, site));
  }),
  route(`DELETE ${repo}/issues/comments/:`, true, ({ state, path }) => {
    const index = state.comments.findIndex((each) => String(each.id) === path[2]);
    if (index === -1) return notFound;
    state.comments.splice(index, 1);
    return nothing;
  }),
  route(`POST ${repo}/issues/:/labels`, true, ({ state, path, body, site }) => {
    const issue = state.issues.get(Number(path[2]));
    if (!issue) return notFound;
    for (const label of body["labels"] as string[]) issue.labels.add(label);
    return ok([...issue.labels].map((each) => labelShape(each, site)));
  }),
  route(`DELETE ${repo}/issues/:/labels/:`, true, ({ state, path, site }) => {
    const issue = state.issues.get(Number(path[2]));
    if (!issue?.labels.delete(path[3] ?? "")) return notFound;
    return ok([...issue.labels].map((each) => labelShape(each, site)));
  }),
  route(`GET ${repo}/milestones`, false, ({ state, query, site }) =>
    ok(
      page(
        state.milestones.filter(
          (each) => (query.get("state") ?? "open") === "all" || each.state === query.get("state"),
        ),
        query,
      ).map((each) => milestoneShape(each, site)),
    ),
  ),
  route(`PATCH ${repo}/milestones/:`, true, ({ state, path, body, site }) => {
    const found = state.milestones.find((each) => String(each.number) === path[2]);
    if (!found) return notFound;
    if (body["state"] === "open" || body["state"] === "closed") found.state = body["state"];
    return ok(milestoneShape(found, site));
  }),

  // Deployments, statuses, checks
  route(`GET ${repo}/deployments`, false, ({ state, query, site }) =>
    ok(
      page(
        state.deployments
          .filter(({ sha, environment, task }) =>
            [
              [sha, query.get("sha")],
              [environment, query.get("environment")],
              [task, query.get("task")],
            ].every(([is, wanted]) => wanted === null || is === wanted),
          )
          .toReversed(),
        query,
      ).map((each) => deploymentShape(each, site)),
    ),
  ),
  route(`POST ${repo}/deployments`, true, ({ state, body, site }) => {
    const ref = text(body["ref"]) ?? "";
    if (!isCommit(state, ref)) return { status: 422, body: { message: `No ref found for: ${ref}` } };
    const deployment = {
      id: state.nextId++,
      sha: ref,
      ref,
      task: text(body["task"]) ?? "deploy",
      environment: text(body["environment"]) ?? "production",
      description: text(body["description"]),
      payload: body["payload"] ?? {},
      statuses: [],
    };
    state.deployments.push(deployment);
    return created(deploymentShape(deployment, site));
  }),
  route(`GET ${repo}/deployments/:/statuses`, false, ({ state, path, query, site }) => {
    const found = state.deployments.find((each) => String(each.id) === path[2]);
    return found
      ? ok(page(found.statuses.toReversed(), query).map((each) => deploymentStatusShape(each, found, site)))
      : notFound;
  }),
  route(`POST ${repo}/deployments/:/statuses`, true, ({ state, path, body, site }) => {
    const found = state.deployments.find((each) => String(each.id) === path[2]);
    if (!found) return notFound;
    const status = {
      id: state.nextId++,
      state: text(body["state"]) ?? "",
      environment_url: text(body["environment_url"]) ?? "",
      log_url: text(body["log_url"]) ?? "",
      description: text(body["description"]) ?? "",
    };
    found.statuses.push(status);
    return created(deploymentStatusShape(status, found, site));
  }),
  route(`DELETE ${repo}/deployments/:`, true, ({ state, path }) => {
    const index = state.deployments.findIndex((each) => String(each.id) === path[2]);
    if (index === -1) return notFound;
    if (!["inactive", "failure", "error"].includes(state.deployments[index]?.statuses.at(-1)?.state ?? "inactive"))
      return custom("We cannot delete an active deployment unless it is the only deployment in a given environment.");
    state.deployments.splice(index, 1);
    return nothing;
  }),
  route(`GET ${repo}/commits/:/statuses`, false, ({ state, path, query, site }) =>
    ok(
      page(state.statuses.filter(({ sha }) => sha === path[2]).toReversed(), query).map((each) =>
        statusShape(each, site),
      ),
    ),
  ),
  route(`POST ${repo}/statuses/:`, true, ({ state, path, body, site }) => {
    if (!isCommit(state, path[2] ?? "")) return custom(`No commit found for SHA: ${path[2]}`);
    if ((text(body["description"])?.length ?? 0) > 140)
      return invalid("Status", "description", "custom", "description is too long (maximum is 140 characters)");
    const status = {
      id: state.nextId++,
      sha: path[2] ?? "",
      state: text(body["state"]) ?? "",
      context: text(body["context"]) ?? "default",
      description: text(body["description"]),
      target_url: text(body["target_url"]),
    };
    state.statuses.push(status);
    return created(statusShape(status, site));
  }),
  route(`GET ${repo}/commits/:/check-runs`, false, ({ state, path, query, site }) => {
    const found = state.checks.filter(
      ({ head_sha, name }) => head_sha === path[2] && (query.get("check_name") ?? name) === name,
    );
    return ok({ total_count: found.length, check_runs: page(found, query).map((each) => checkShape(each, site)) });
  }),
  route(`POST ${repo}/check-runs`, true, ({ state, body, site, login }) => {
    if (login !== "relspec[bot]") return { status: 403, body: { message: "You must authenticate via a GitHub App." } };
    const output = (body["output"] ?? {}) as Record<string, unknown>;
    const check = {
      id: state.nextId++,
      name: text(body["name"]) ?? "",
      head_sha: text(body["head_sha"]) ?? "",
      external_id: text(body["external_id"]) ?? "",
      status: text(body["status"]) ?? "queued",
      conclusion: text(body["conclusion"]),
      title: text(output["title"]) ?? "",
      summary: text(output["summary"]) ?? "",
    };
    state.checks.push(check);
    return created(checkShape(check, site));
  }),

  // Pull requests
  route(`GET ${repo}/pulls`, false, ({ state, query, site }) => {
    const [who, ...parts] = (query.get("head") ?? "").split(":");
    const branch = parts.join(":");
    const wanted = query.get("state") ?? "open";
    const found = state.pulls.filter(
      (pull) =>
        (wanted === "all" || pull.state === wanted) &&
        (branch === "" || (who === site.owner && pull.head.ref === branch)) &&
        (query.get("base") ?? pull.base.ref) === pull.base.ref,
    );
    return ok(page(found.toReversed(), query).map((each) => pullShape(each, site)));
  }),
  route(`POST ${repo}/pulls`, true, ({ state, body, site }) => {
    const [head, base] = [text(body["head"]) ?? "", text(body["base"]) ?? ""];
    const sha = state.branches(head);
    if (sha === null) return invalid("PullRequest", "head", "invalid");
    if (state.pulls.some((each) => each.state === "open" && each.head.ref === head && each.base.ref === base)) {
      const message = `A pull request already exists for ${site.owner}:${head}.`;
      return invalid("PullRequest", "head", "custom", message);
    }
    if (sha === state.branches(base))
      return invalid("PullRequest", "base", "custom", `No commits between ${base} and ${head}`);
    let last = sha;
    const pull: FakePull = {
      number: state.nextId++,
      title: text(body["title"]) ?? "",
      body: text(body["body"]),
      state: "open",
      merged: false,
      // A branch moves, and its pull request with it.
      head: {
        ref: head,
        get sha() {
          last = state.branches(head) ?? last;
          return last;
        },
      },
      base: { ref: base },
      merge_commit_sha: null,
      reviews: [],
    };
    state.pulls.push(pull);
    return created(pullShape(pull, site));
  }),
  route(`PATCH ${repo}/pulls/:`, true, ({ state, path, body, site }) => {
    const found = state.pulls.find((each) => String(each.number) === path[2]);
    if (!found) return notFound;
    found.title = text(body["title"]) ?? found.title;
    found.body = text(body["body"]) ?? found.body;
    if (body["state"] === "closed") found.state = "closed";
    return ok(pullShape(found, site));
  }),

  // Reviews and environments
  route(`GET ${repo}/commits/:/pulls`, false, ({ state, path, query, site }) =>
    ok(
      page(
        state.pulls.filter(({ merge_commit_sha, head }) => merge_commit_sha === path[2] || head.sha === path[2]),
        query,
      ).map((each) => pullShape(each, site)),
    ),
  ),
  route(`GET ${repo}/pulls/:/reviews`, false, ({ state, path, query, site }) => {
    const found = state.pulls.find((each) => String(each.number) === path[2]);
    return found
      ? ok(
          page(found.reviews, query).map(({ user, ...each }) => ({
            ...each,
            user: userShape(user, site),
            body: "",
            html_url: site.url,
          })),
        )
      : notFound;
  }),
  route(`GET ${repo}/actions/runs/:/approvals`, false, ({ state, path, site }) =>
    ok(
      (state.approvals.get(Number(path[2])) ?? []).map(({ user, environments, ...each }) => ({
        ...each,
        user: userShape(user, site),
        environments: environments.map((name, id) => ({ id, name })),
      })),
    ),
  ),
  route(`GET ${repo}/actions/runs/:`, false, ({ state, path }) => {
    const run = state.runs.get(Number(path[2]));
    return run ? ok({ id: Number(path[2]), ...run }) : notFound;
  }),
];

import type { FakeAsset, FakeCheck, FakeComment, FakeDeployment, FakePull, FakeRelease, GitHubState } from "./state.ts";

/** What is behind an answer: where the server is, and which repository. */
export interface Site {
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
}

const at = "2026-01-02T03:04:05Z";

export function userShape(login: string, { url }: Site) {
  const own = `${url}/users/${login}`;
  return {
    login,
    id: 1,
    node_id: "U_1",
    avatar_url: `${own}/avatar`,
    gravatar_id: "",
    url: own,
    html_url: own,
    followers_url: own,
    following_url: own,
    gists_url: own,
    starred_url: own,
    subscriptions_url: own,
    organizations_url: own,
    repos_url: own,
    events_url: own,
    received_events_url: own,
    type: "User",
    site_admin: false,
  };
}

export function releaseShape(release: FakeRelease, site: Site) {
  const { id, assets, discussion: _, ...rest } = release;
  const api = `${site.url}/repos/${site.owner}/${site.repo}/releases/${id}`;
  const page = release.draft ? `untagged-${id}` : release.tag_name;
  return {
    ...rest,
    id,
    node_id: `RE_${id}`,
    url: api,
    html_url: `${site.url}/${site.owner}/${site.repo}/releases/tag/${page}`,
    assets_url: `${api}/assets`,
    upload_url: `${site.url}/uploads/repos/${site.owner}/${site.repo}/releases/${id}/assets{?name,label}`,
    tarball_url: release.draft ? null : `${site.url}/tarball`,
    zipball_url: release.draft ? null : `${site.url}/zipball`,
    author: userShape("releaser", site),
    published_at: release.draft ? null : at,
    assets: assets.map((each) => assetShape(each, site)),
  };
}

export function assetShape(asset: FakeAsset, site: Site) {
  const url = `${site.url}/repos/${site.owner}/${site.repo}/releases/assets/${asset.id}`;
  return {
    ...asset,
    node_id: `RA_${asset.id}`,
    url,
    browser_download_url: `${url}/download`,
    content_type: "application/octet-stream",
    download_count: 0,
    created_at: at,
    updated_at: at,
    uploader: userShape("releaser", site),
  };
}

export function commentShape({ id, issue, body, user }: FakeComment, site: Site) {
  const url = `${site.url}/repos/${site.owner}/${site.repo}/issues/comments/${id}`;
  return {
    id,
    node_id: `IC_${id}`,
    url,
    html_url: url,
    issue_url: `${site.url}/repos/${site.owner}/${site.repo}/issues/${issue}`,
    body,
    user: userShape(user, site),
    author_association: "MEMBER",
    created_at: at,
    updated_at: at,
  };
}

export function labelShape(name: string, { url }: Site) {
  return { id: 1, node_id: "LA_1", url, name, description: null, color: "ededed", default: false };
}

export function milestoneShape({ number, title, state }: GitHubState["milestones"][number], site: Site) {
  const url = `${site.url}/repos/${site.owner}/${site.repo}/milestones/${number}`;
  return {
    url,
    html_url: url,
    labels_url: url,
    id: number,
    node_id: `MI_${number}`,
    number,
    title,
    description: null,
    creator: userShape("releaser", site),
    open_issues: 0,
    closed_issues: 0,
    state,
    created_at: at,
    updated_at: at,
    due_on: null,
    closed_at: state === "closed" ? at : null,
  };
}

export function deploymentShape({ statuses: _, ...deployment }: FakeDeployment, site: Site) {
  const url = `${site.url}/repos/${site.owner}/${site.repo}/deployments/${deployment.id}`;
  return {
    ...deployment,
    node_id: `DE_${deployment.id}`,
    url,
    original_environment: deployment.environment,
    creator: userShape("releaser", site),
    created_at: at,
    updated_at: at,
    statuses_url: `${url}/statuses`,
    repository_url: `${site.url}/repos/${site.owner}/${site.repo}`,
    transient_environment: false,
    production_environment: false,
  };
}

export function deploymentStatusShape(
  status: FakeDeployment["statuses"][number],
  deployment: FakeDeployment,
  site: Site,
) {
  const url = `${site.url}/repos/${site.owner}/${site.repo}/deployments/${deployment.id}`;
  return {
    ...status,
    node_id: `DS_${status.id}`,
    url: `${url}/statuses/${status.id}`,
    creator: userShape("releaser", site),
    environment: deployment.environment,
    target_url: status.log_url,
    created_at: at,
    updated_at: at,
    deployment_url: url,
    repository_url: `${site.url}/repos/${site.owner}/${site.repo}`,
  };
}

export function statusShape({ sha, ...status }: GitHubState["statuses"][number], site: Site) {
  return {
    ...status,
    node_id: `SC_${status.id}`,
    url: `${site.url}/repos/${site.owner}/${site.repo}/statuses/${sha}`,
    avatar_url: null,
    creator: userShape("releaser", site),
    created_at: at,
    updated_at: at,
  };
}

export function checkShape({ title, summary, ...check }: FakeCheck, site: Site) {
  const url = `${site.url}/repos/${site.owner}/${site.repo}/check-runs/${check.id}`;
  return {
    ...check,
    node_id: `CR_${check.id}`,
    url,
    html_url: url,
    details_url: url,
    started_at: at,
    completed_at: at,
    output: { title, summary, text: null, annotations_count: 0, annotations_url: `${url}/annotations` },
    check_suite: { id: 1 },
    app: null,
    pull_requests: [],
  };
}

/** A pull request, as far as lists of them are read. */
export function pullShape(pull: FakePull, site: Site) {
  const { reviews: _, merged, head, ...rest } = pull;
  const url = `${site.url}/repos/${site.owner}/${site.repo}/pulls/${pull.number}`;
  return {
    ...rest,
    head: { ref: head.ref, sha: head.sha },
    id: pull.number,
    url,
    html_url: `${site.url}/${site.owner}/${site.repo}/pull/${pull.number}`,
    merged_at: merged ? at : null,
    user: userShape("ana", site),
    draft: false,
    labels: [],
  };
}

export function repositoryShape(push: boolean, site: Site) {
  return {
    id: 1,
    name: site.repo,
    full_name: `${site.owner}/${site.repo}`,
    private: true,
    archived: false,
    default_branch: "main",
    html_url: `${site.url}/${site.owner}/${site.repo}`,
    permissions: { admin: false, maintain: false, push, triage: push, pull: true },
  };
}

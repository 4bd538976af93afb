import type { Answer, Received, Receiver } from "./receiver.ts";
import { startReceiver } from "./receiver.ts";

interface FakeRelease {
  tag_name: string;
  name: string;
  description: string;
  links: { id: number; name: string; url: string; link_type: string }[];
  milestones: string[];
}

/** A GitLab with one project, `acme/tools/lib`: releases, milestones and who may do what, as its API describes them. */
export interface GitLabServer {
  readonly url: string;
  readonly door: Receiver;
  readonly releases: Map<string, FakeRelease>;
  readonly milestones: Map<string, { id: number; state: "active" | "closed" }>;
  /** Tag → full id of its commit. */
  readonly tags: Map<string, string>;
  close(): Promise<void>;
}

export const gitlabToken = "glpat-a-token-for-tests";
const project = "/api/v4/projects/acme%2Ftools%2Flib";
const date = "2026-01-02T03:04:05.000Z";

export async function startGitLab({ level = 40, visible = true, anyTag = false } = {}): Promise<GitLabServer> {
  const releases = new Map<string, FakeRelease>();
  const milestones = new Map<string, { id: number; state: "active" | "closed" }>();
  const tags = new Map<string, string>();
  let ids = 0;
  const json = (status: number, value: unknown): Answer => ({
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
  });
  const milestone = (title: string) => ({
    id: milestones.get(title)?.id,
    iid: milestones.get(title)?.id,
    project_id: 7,
    title,
    description: "",
    state: milestones.get(title)?.state,
    created_at: date,
    updated_at: date,
    web_url: "",
  });
  const shown = (release: FakeRelease) => ({
    tag_name: release.tag_name,
    name: release.name,
    description: release.description,
    created_at: date,
    released_at: date,
    upcoming_release: false,
    author: { id: 1, username: "bot", name: "Bot", state: "active", avatar_url: "", web_url: "" },
    commit: {
      id: tags.get(release.tag_name),
      short_id: tags.get(release.tag_name)?.slice(0, 8),
      title: "",
      message: "",
    },
    milestones: release.milestones.map(milestone),
    commit_path: "",
    tag_path: "",
    assets: { count: release.links.length, sources: [], links: release.links },
    evidences: [
      {
        sha: "760d6cdfb0879c3ffedec13af470e0f71cf52c6cde4d",
        filepath: "https://x/evidences/1.json",
        collected_at: date,
      },
    ],
    _links: { self: "" },
  });
  const answer = ({ method, url, headers, body }: Received): Answer => {
    const { pathname, searchParams } = new URL(url, "http://gitlab");
    const token = headers["private-token"] ?? headers["job-token"] ?? headers["authorization"]?.replace("Bearer ", "");
    if (token !== gitlabToken) return json(401, { message: "401 Unauthorized" });
    if (!pathname.startsWith(project) || !visible) return json(404, { message: "404 Project Not Found" });
    const path = pathname.slice(project.length);
    const given = (body === "" ? {} : JSON.parse(body)) as Record<string, unknown>;
    if (path === "")
      return json(200, {
        id: 7,
        path_with_namespace: "acme/tools/lib",
        permissions: { project_access: { access_level: level }, group_access: null },
      });
    if (method !== "GET" && level < 30) return json(403, { message: "403 Forbidden" });
    const [, what, name] = /^\/(releases|milestones)(?:\/([^/]+))?$/.exec(path) ?? [];
    if (what === "milestones" && method === "GET") {
      const title = searchParams.get("title");
      return json(200, [...milestones.keys()].filter((each) => title === null || each === title).map(milestone));
    }
    if (what === "milestones" && method === "PUT") {
      const [title, found] = [...milestones].find(([, { id }]) => String(id) === name) ?? [];
      if (title === undefined || !found) return json(404, { message: "404 Milestone Not Found" });
      found.state = given["state_event"] === "close" ? "closed" : "active";
      return json(200, milestone(title));
    }
    if (what === "releases" && name === undefined && method === "POST") return create(given);
    const tag = decodeURIComponent(name ?? "");
    const found = releases.get(tag);
    if (what !== "releases" || !found) return json(404, { message: "404 Not Found" });
    if (method === "DELETE") releases.delete(tag);
    if (method === "PUT") found.description = String(given["description"] ?? found.description);
    return json(200, shown(found));
  };
  const create = (given: Record<string, unknown>): Answer => {
    const tag = String(given["tag_name"] ?? "");
    if (tag === "") return json(400, { error: "tag_name is missing" });
    if (releases.has(tag)) return json(409, { message: "Release already exists" });
    if (!anyTag && !tags.has(tag)) return json(422, { message: "Ref is not specified" });
    const wanted = (given["milestones"] ?? []) as string[];
    const missing = wanted.filter((title) => !milestones.has(title));
    if (missing.length > 0) return json(400, { message: `Milestone(s) not found: ${missing.join(", ")}` });
    const links = (
      (given["assets"] as { links?: Omit<FakeRelease["links"][number], "id">[] } | undefined)?.links ?? []
    ).map((each) => ({
      ...each,
      id: ++ids,
    }));
    if (new Set(links.map((each) => each.name)).size < links.length)
      return json(400, { message: { "links.name": ["has already been taken"] } });
    const made = {
      tag_name: tag,
      name: String(given["name"] ?? tag),
      description: String(given["description"] ?? ""),
      links,
      milestones: wanted,
    };
    releases.set(tag, made);
    return json(201, shown(made));
  };
  const door = await startReceiver(answer);
  return { url: door.url, door, releases, milestones, tags, close: () => door.close() };
}

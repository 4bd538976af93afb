import { createHash } from "node:crypto";

/** What the fake GitHub holds of its one repository. Everything may be looked at and changed by a test. */
export interface GitHubState {
  nextId: number;
  /** The repository's setting: what is published can no longer be changed. */
  immutable: boolean;
  /** Commits that are on GitHub; null: any full id is. */
  commits: Set<string> | null;
  /** Tag → commit. */
  readonly tags: Map<string, string>;
  readonly releases: FakeRelease[];
  readonly comments: FakeComment[];
  /** Number → issue or pull request. */
  readonly issues: Map<number, FakeIssue>;
  readonly milestones: { number: number; title: string; state: "open" | "closed" }[];
  readonly deployments: FakeDeployment[];
  readonly statuses: {
    id: number;
    sha: string;
    state: string;
    context: string;
    description: string | null;
    target_url: string | null;
  }[];
  readonly checks: FakeCheck[];
  readonly pulls: FakePull[];
  /** The commit at the end of a branch; null: there is no such branch. A test says where the branches are. */
  branches: (name: string) => string | null;
  /** Run → who approved which environments. */
  readonly approvals: Map<number, { state: string; user: string; environments: string[]; comment: string }[]>;
  readonly runs: Map<number, { head_sha: string }>;
  readonly rulesets: { id: number; name: string; target: string; enforcement: string }[];
  readonly discussions: string[];
  latest: number | null;
}

export interface FakeRelease {
  id: number;
  tag_name: string;
  target_commitish: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  immutable: boolean;
  created_at: string;
  discussion: string | null;
  readonly assets: FakeAsset[];
}

export interface FakeAsset {
  id: number;
  name: string;
  label: string | null;
  state: "uploaded" | "starter";
  size: number;
  digest: string | null;
}

export interface FakeComment {
  id: number;
  issue: number;
  body: string;
  user: string;
}

export interface FakeIssue {
  readonly labels: Set<string>;
  readonly locked?: boolean;
  readonly pull?: boolean;
}

export interface FakeDeployment {
  id: number;
  sha: string;
  ref: string;
  task: string;
  environment: string;
  description: string | null;
  payload: unknown;
  readonly statuses: { id: number; state: string; environment_url: string; log_url: string; description: string }[];
}

export interface FakeCheck {
  id: number;
  name: string;
  head_sha: string;
  external_id: string;
  conclusion: string | null;
  status: string;
  title: string;
  summary: string;
}

export interface FakePull {
  number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  merged: boolean;
  head: { ref: string; sha: string };
  base: { ref: string };
  merge_commit_sha: string | null;
  readonly reviews: { id: number; user: string; state: string; commit_id: string }[];
}

export function emptyState(): GitHubState {
  return {
    nextId: 1000,
    immutable: false,
    commits: null,
    tags: new Map(),
    releases: [],
    comments: [],
    issues: new Map(),
    milestones: [],
    deployments: [],
    statuses: [],
    checks: [],
    pulls: [],
    branches: () => null,
    approvals: new Map(),
    runs: new Map(),
    rulesets: [],
    discussions: ["Announcements"],
    latest: null,
  };
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

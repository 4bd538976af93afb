/** What a Jira holds, as far as releases are concerned. */
export interface JiraState {
  projects: Project[];
  issues: Issue[];
  nextId: number;
  /** Names of the permissions the account has. */
  permissions: Set<string>;
}

interface Project {
  readonly id: string;
  key: string;
  readonly name: string;
  versions: Version[];
}

export interface Version {
  readonly id: string;
  name: string;
  description?: string;
  startDate?: string;
  releaseDate?: string;
  released: boolean;
  archived: boolean;
}

interface Comment {
  readonly id: string;
  readonly body: unknown;
  readonly created: string;
}

export interface Issue {
  readonly id: string;
  key: string;
  /** Keys it had before it was moved. */
  readonly formerly: string[];
  summary: string;
  status: StatusName;
  /** Ids. */
  fixVersions: string[];
  readonly comments: Comment[];
  /** Its screen has no field for fix versions. */
  noFixVersions?: boolean;
}

const statuses = {
  "To Do": { id: "10", category: { id: 2, key: "new", name: "To Do", colorName: "blue-gray" } },
  "In Progress": { id: "11", category: { id: 4, key: "indeterminate", name: "In Progress", colorName: "yellow" } },
  Done: { id: "12", category: { id: 3, key: "done", name: "Done", colorName: "green" } },
  Released: { id: "13", category: { id: 3, key: "done", name: "Done", colorName: "green" } },
} as const;
export type StatusName = keyof typeof statuses;

/** The workflow: `Release` leads from `Done` to `Released`, `Finish` to `Done` from anywhere. */
const workflow: readonly { id: string; name: string; from: readonly StatusName[] | null; to: StatusName }[] = [
  { id: "21", name: "Start", from: ["To Do"], to: "In Progress" },
  { id: "31", name: "Finish", from: null, to: "Done" },
  { id: "41", name: "Release", from: ["Done"], to: "Released" },
];

export function newState(): JiraState {
  return {
    projects: [
      { id: "10000", key: "PAY", name: "Payments", versions: [] },
      { id: "10001", key: "OPS", name: "Operations", versions: [] },
    ],
    issues: [],
    nextId: 20_000,
    permissions: new Set([
      "BROWSE_PROJECTS",
      "ADMINISTER_PROJECTS",
      "EDIT_ISSUES",
      "TRANSITION_ISSUES",
      "ADD_COMMENTS",
    ]),
  };
}

export function statusBean(name: StatusName, site: string) {
  const { id, category } = statuses[name];
  return {
    self: `${site}/rest/api/3/status/${id}`,
    description: "",
    iconUrl: `${site}/images/icons/statuses/generic.png`,
    name,
    id,
    statusCategory: { self: `${site}/rest/api/3/statuscategory/${category.id}`, ...category },
  };
}

export function transitionsOf(issue: Issue, site: string) {
  return workflow
    .filter(({ from }) => from === null || from.includes(issue.status))
    .map(({ id, name, from, to }) => ({
      id,
      name,
      to: statusBean(to, site),
      hasScreen: false,
      isGlobal: from === null,
      isInitial: false,
      isAvailable: true,
      isConditional: false,
      isLooped: false,
    }));
}

/** False when the workflow does not offer it from here. */
export function transit(issue: Issue, id: string): boolean {
  const found = workflow.find((each) => each.id === id && (each.from === null || each.from.includes(issue.status)));
  if (found) issue.status = found.to;
  return found !== undefined;
}

/** The issues that a query of a few words finds; a text says what is wrong with it. */
export function search(state: JiraState, jql: string): readonly Issue[] | string {
  const conditions = jql.replace(/\s+ORDER BY .*$/i, "").split(/\s+AND\s+/i);
  let found: readonly Issue[] = state.issues;
  for (const condition of conditions) {
    const [, field = "", operator = "", value = ""] = /^\s*(\w+)\s*(!=|=)\s*"?([^"]*?)"?\s*$/.exec(condition) ?? [];
    const test = matcher(state, field.toLowerCase(), value);
    if (!test) return `Error in the JQL Query: the value or field '${field || condition}' does not exist.`;
    if (typeof test === "string") return test;
    found = found.filter((issue) => test(issue) === (operator === "="));
  }
  return found;
}

function matcher(state: JiraState, field: string, value: string): ((issue: Issue) => boolean) | string | undefined {
  if (field === "project") {
    return state.projects.some(({ key }) => key === value)
      ? (issue) => issue.key.startsWith(`${value}-`)
      : `The value '${value}' does not exist for the field 'project'.`;
  }
  if (field === "fixversion") {
    const ids = state.projects
      .flatMap(({ versions }) => versions)
      .filter(({ id, name }) => id === value || name === value);
    return ids.length > 0
      ? (issue) => ids.some(({ id }) => issue.fixVersions.includes(id))
      : `The value '${value}' does not exist for the field 'fixVersion'.`;
  }
  if (field === "status") return (issue) => issue.status.toLowerCase() === value.toLowerCase();
  if (field === "statuscategory") return (issue) => statuses[issue.status].category.name === value;
  if (field === "key") return (issue) => issue.key === value;
  return undefined;
}

import { parse } from "yaml";
import { absent, defineAction, definePlugin, type History, type PackageFact } from "@relspec/core";

/** A history as data: oldest first, as people tell it. */
interface Told {
  readonly url?: string;
  readonly newcomers?: readonly string[];
  readonly packages?: readonly PackageFact[];
  readonly tags?: readonly string[];
  readonly commits: readonly { readonly by?: string; readonly message: string; readonly files?: readonly string[] }[];
}

const idOf = (at: number): string => at.toString(16).padStart(40, "0");
const zero = idOf(0);

/** Stands in for git, so that a sample is two files that anyone can read: its spec, and what happened. */
export default definePlugin({
  name: "history",
  summary: "A history from history.yaml.",
  setup: () => ({
    actions: {
      tell: defineAction({
        summary: "Tell an audience.",
        options: {
          type: "object",
          additionalProperties: false,
          required: ["to"],
          properties: { to: { type: "string" } },
        },
        effect: "C",
        plan: ({ to }, { facts }) => ({ summary: `tell ${to}`, target: { to, text: facts.notes } }),
        check: async () => absent,
        apply: async () => null,
        irreversible: "It is said.",
      }),
    },
    announcers: { history: { uses: "history/tell", message: ({ audience }) => ({ to: audience }) } },
    hooks: {
      discoverPackages: async (_spec, { files }) => (await read(files)).packages ?? [],
      collectChanges: async ({ contributors }, { files }): Promise<History> => {
        const { commits, tags = ["v1.0.0"], url = null, newcomers = [] } = await read(files);
        const told = commits.map(({ by = "Ana <ana@example.com>", message, files: paths = [] }, at) => {
          const [, name = by, email = ""] = /^(.*) <(.*)>$/.exec(by) ?? [];
          const parents = [idOf(at)];
          return {
            id: idOf(at + 1),
            parents,
            author: { name, email },
            date: "2026-01-31T23:30:00Z",
            message,
            files: paths,
          };
        });
        const head = { commit: idOf(commits.length), branch: "main", date: "2026-01-31T23:30:00Z" };
        return {
          head,
          tags: tags.map((name) => ({ name, commit: zero, merged: true })),
          commits: told.toReversed(),
          url,
          ...(contributors && { newcomers: new Set(contributors(told).filter((each) => newcomers.includes(each))) }),
          warnings: [],
        };
      },
    },
  }),
});

async function read(files: { read(path: string): Promise<string | null> }): Promise<Told> {
  const text = await files.read("history.yaml");
  if (text === null) throw new Error("a sample needs a history.yaml");
  return parse(text) as Told;
}

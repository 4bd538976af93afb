import type { Migration, MigrationContext } from "./migration.ts";

/** A tool that a project can come from. */
export interface Tool {
  /** Where its configuration can be, in the order that the tool looks. `package.json#key` is a part of the manifest. */
  readonly places: readonly string[];
  migrate(context: MigrationContext): Migration | Promise<Migration>;
}

const endings = (base: string, list: readonly string[]) => list.map((ending) => `${base}${ending}`);

export const toolNames = ["semantic-release", "release-it", "changesets", "release-please", "goreleaser"] as const;
export type ToolName = (typeof toolNames)[number];

/** Loaded one at a time: nobody comes from two. */
export async function loadTool(name: ToolName): Promise<Tool> {
  switch (name) {
    case "semantic-release":
      return {
        places: [
          "package.json#release",
          ...endings(".releaserc", ["", ".json", ".yaml", ".yml", ".js", ".ts", ".cjs", ".mjs"]),
          ...endings("release.config", [".js", ".ts", ".cjs", ".mjs"]),
        ],
        migrate: (await import("./from-semantic-release.ts")).fromSemanticRelease,
      };
    case "release-it":
      return {
        places: [
          ...endings(".release-it", [".json", ".js", ".ts", ".cjs", ".mjs", ".yaml", ".yml"]),
          "package.json#release-it",
        ],
        migrate: (await import("./from-release-it.ts")).fromReleaseIt,
      };
    case "changesets":
      return {
        places: [".changeset/config.json"],
        migrate: (await import("./from-changesets.ts")).fromChangesets,
      };
    case "release-please":
      return {
        places: ["release-please-config.json", ".release-please-config.json", ".github/release-please-config.json"],
        migrate: (await import("./from-release-please.ts")).fromReleasePlease,
      };
    case "goreleaser":
      return {
        places: [
          ".config/goreleaser.yml",
          ".config/goreleaser.yaml",
          ".goreleaser.yml",
          ".goreleaser.yaml",
          "goreleaser.yml",
          "goreleaser.yaml",
        ],
        migrate: (await import("./from-goreleaser.ts")).fromGoReleaser,
      };
  }
}

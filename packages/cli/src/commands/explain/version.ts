import type { PackageStory, VersionStory } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

/** A planned package's keys, where there is one, with the story beside them. */
type VersionJson = Omit<VersionStory, "packages"> & {
  readonly packages: readonly (Partial<NonNullable<PackageStory["planned"]>> & Omit<PackageStory, "planned">)[];
};

export class ExplainVersion extends BaseCommand {
  static override summary = "Say why the next version is what it is.";
  static override description =
    "Shows for each package the last release and how it was found, the changes since with what each asks for and the rule that says so, messages that may not be read as they were meant, and what each preset would have made of them.";
  static override examples = [
    { description: "Why this version, or why none?", command: "relspec explain version" },
    {
      description: "What asks for a major release?",
      command: "relspec explain version --json | jq '.changes[] | select(.bump == \"major\")'",
    },
    {
      description: "Which messages are nearly missed?",
      command: "relspec explain version --json | jq '.changes[] | select(.nearMisses)'",
    },
  ];

  async run(): Promise<VersionJson> {
    const { flags } = await this.parse(ExplainVersion);
    const story = await this.withEngine(flags, (engine) => engine.explainVersion());
    const { renderVersionReasons } = await import("../../views/version-reasons.ts");
    this.print(renderVersionReasons(story, this.style));
    return { ...story, packages: story.packages.map(({ planned, ...rest }) => ({ ...planned, ...rest })) };
  }
}

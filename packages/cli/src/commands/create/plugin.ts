import { join, resolve } from "node:path";
import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { RelspecError } from "@relspec/core";
import { BaseCommand } from "../../base-command.ts";

/** What `--json` prints. */
interface Created {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Relative to the path. */
  readonly files: readonly string[];
}

export class CreatePlugin extends BaseCommand {
  static override summary = "Make a plugin of your own: TypeScript, its test, CI, README.";
  static override description =
    "Writes a folder with a plugin that works: one action with check, apply and undo, its options with a schema, and the test that every action of relspec passes. Nothing that is there is written over.";
  static override examples = [
    { description: "A plugin `bell` in ./relspec-plugin-bell.", command: "relspec create plugin bell" },
    { description: "Beside the project's code.", command: "relspec create plugin bell --to tools/bell" },
  ];
  static override args = {
    name: Args.string({
      ignoreStdin: true,
      description: "Short name: small letters, digits, hyphens.",
      required: true,
    }),
  };
  static override flags = {
    to: Flags.string({ description: "The folder; default relspec-plugin-NAME.", helpValue: "DIR" }),
  };

  async run(): Promise<Created> {
    const { args, flags } = await this.parse(CreatePlugin);
    const { name } = args;
    if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > 50) {
      throw new RelspecError("RS_USAGE", {
        message: `${JSON.stringify(name.slice(0, 100))} cannot be the short name of a plugin.`,
        suggestions: ["Use small letters, digits and hyphens: relspec create plugin release-bell"],
      });
    }
    const [{ mkdir, writeFile, readdir }, { pluginProject }, { version }] = await Promise.all([
      import("node:fs/promises"),
      import("../../services/plugin-project.ts"),
      import("../../version.ts"),
    ]);
    const folder = flags.to ?? `relspec-plugin-${name}`;
    const path = resolve(flags.cwd ?? process.cwd(), folder);
    const there = await readdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw notEmpty(folder);
    });
    if (there.length > 0) throw notEmpty(folder);
    const files = pluginProject(name, version);
    for (const [file, text] of Object.entries(files)) {
      await mkdir(join(path, file, ".."), { recursive: true });
      await writeFile(join(path, file), text, { flag: "wx" });
    }
    this.print(
      [
        `✓ ${folder}`,
        ...Object.keys(files).map((file) => `  ${file}`),
        `  › cd ${folder} && npm install && npm test`,
      ].join("\n"),
    );
    return { name, path, files: Object.keys(files) };
  }
}

function notEmpty(folder: string): RelspecError {
  return new RelspecError("RS_USAGE", {
    message: `${folder} is there already, and nothing in it is written over.`,
    suggestions: ["Name another folder: --to DIR"],
  });
}

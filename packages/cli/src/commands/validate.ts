import { type Diagnostic, exitCodeOf } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

interface ValidateJson {
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export class Validate extends BaseCommand {
  static override summary = "Check the spec: every finding at once, with its place.";
  static override description =
    "Reads the spec, its presets and the options of its plugins, and shows everything that is wrong with them, each with file, line and remedy. Nothing is planned and nothing outside is asked. Exit code 2 when there are errors, 3 when the spec is only less strict than its policy; warnings alone are no error.";
  static override examples = [
    { description: "Check the spec of this project.", command: "relspec validate" },
    { description: "The findings for a program.", command: "relspec validate --json" },
  ];

  async run(): Promise<ValidateJson> {
    const { flags } = await this.parse(Validate);
    const [diagnostics, { renderValidation }] = await Promise.all([
      this.withEngine(flags, (engine) => engine.validate()),
      import("../views/validation.ts"),
    ]);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const valid = errors.length === 0;
    // A spec that is well-formed and less strict than its policy is refused, as it is by every other command.
    if (!valid) this.endWith(errors.every(({ code }) => exitCodeOf(code) === 3) ? 3 : 2);
    if (process.env["GITHUB_ACTIONS"] === "true") {
      const { annotationsOfFindings } = await import("../ci/annotations.ts");
      process.stderr.write(annotationsOfFindings(diagnostics).join(""));
    }
    this.print(renderValidation(diagnostics, this.style));
    return { valid, diagnostics };
  }
}

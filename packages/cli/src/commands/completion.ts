import * as Args from "@oclif/core/args";
import { BaseCommand } from "../base-command.ts";

const shells = ["bash", "zsh", "fish"] as const;

interface CompletionJson {
  readonly shell: string;
  readonly script: string;
}

export class Completion extends BaseCommand {
  static override summary = "Print the completion script for a shell.";
  static override description =
    "Prints a script that completes commands and flags. It holds them all, so that completing never starts relspec.";
  static override examples = [
    { description: "bash: in ~/.bashrc.", command: 'eval "$(relspec completion bash)"' },
    { description: "zsh: in a directory of $fpath.", command: "relspec completion zsh > ~/.zfunc/_relspec" },
    { description: "fish.", command: "relspec completion fish > ~/.config/fish/completions/relspec.fish" },
  ];
  static override args = {
    shell: Args.string({ required: true, ignoreStdin: true, options: [...shells], description: "bash, zsh or fish." }),
  };

  async run(): Promise<CompletionJson> {
    const { args } = await this.parse(Completion);
    const { completionScript } = await import("../services/completion-script.ts");
    const script = await completionScript(args.shell as (typeof shells)[number]);
    this.emit(script);
    return { shell: args.shell, script };
  }
}

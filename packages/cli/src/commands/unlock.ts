import * as Flags from "@oclif/core/flags";
import type { Holder } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";
import { plainLine } from "../views/plain.ts";

/** What `--json` prints. */
interface Unlocked {
  readonly unlocked: boolean;
  readonly holder: { readonly host: string; readonly pid: number; readonly until: string } | null;
}

export class Unlock extends BaseCommand {
  static override summary = "Take the release from a run that holds it and will not come back.";
  static override description =
    "A run that died on this machine is recognised and taken over by itself, and one elsewhere once its lease has ended; this is for not waiting that long. A run that lives after all is refused whatever it writes next. Who did it, and why, is on record.";
  static override examples = [
    {
      description: "The machine of the job is gone.",
      command: 'relspec unlock --reason "The runner was shut down"',
    },
  ];
  static override flags = {
    reason: Flags.string({ description: "Why; it is recorded.", helpValue: "TEXT", required: true }),
  };

  async run(): Promise<Unlocked> {
    const { flags } = await this.parse(Unlock);
    const holder = await this.withEngine(flags, (engine) => engine.unlock({ reason: flags.reason }));
    this.print(
      holder
        ? `${this.style.green(this.style.symbols.done)} ${describe(holder)} no longer holds the release\n  ${this.style.symbols.next} relspec run`
        : "Nobody holds the release.",
    );
    return {
      unlocked: holder !== null,
      holder: holder && { host: holder.owner.host, pid: holder.owner.pid, until: holder.until },
    };
  }
}

function describe({ owner }: Holder): string {
  return `Process ${owner.pid} on ${plainLine(owner.host)}`;
}

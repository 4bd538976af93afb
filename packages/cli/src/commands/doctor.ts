import { type Engine, exitCodeOf } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

type Checks = Awaited<ReturnType<Engine["doctor"]>>;

interface DoctorJson {
  readonly ok: boolean;
  readonly checks: Checks;
}

export class Doctor extends BaseCommand {
  static override summary = "Prove what a release needs, before it starts.";
  static override description =
    "Examines everything that a run would refuse (the plan, the ledger, another run, secrets, gates, the disk), and asks every plugin to prove what a release will need: the remote, permissions, the registry, tokens, the clone, the clock, versions. Nothing is changed; a ledger on the remote is tried out with a ref of its own, which is taken away again. Each failure comes with its exact remedy, and the exit code is that of the first failure's kind.";
  static override examples = [
    { description: "Is everything ready for a release?", command: "relspec doctor" },
    { description: "The answers for a program.", command: "relspec doctor --json" },
  ];

  async run(): Promise<DoctorJson> {
    const { flags } = await this.parse(Doctor);
    const checks = await this.withEngine(flags, (engine) => engine.doctor());
    const failed = checks.find(({ verdict }) => verdict === "failed");
    if (failed) this.endWith(exitCodeOf(failed.code ?? "RS_PLAN_TREE"));
    const { renderDoctor } = await import("../views/doctor.ts");
    this.print(renderDoctor(checks, this.style));
    return { ok: failed === undefined, checks };
  }
}

import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { type Engine, type PacketDelivery, RelspecError } from "@relspec/core";
import { BaseCommand } from "../base-command.ts";

interface RenderJson {
  readonly document: string;
  readonly text: string;
  readonly delivered?: PacketDelivery;
}

async function deliver(engine: Engine, document: string): Promise<PacketDelivery> {
  if (/^cab(?:\.|$)/.test(document)) return engine.deliverPacket();
  throw new RelspecError("RS_USAGE", {
    message: `\`--deliver\` is for the packet of the board, not for "${document}".`,
    suggestions: ["relspec render cab --deliver"],
  });
}

interface DocumentsJson {
  readonly documents: readonly { readonly name: string; readonly summary: string }[];
}

export class Render extends BaseCommand {
  static override summary = "Print a document of a release.";
  static override description =
    "Renders a document from the record of a release and prints it. Without a name, it lists the documents there are.";
  static override examples = [
    { description: "Which documents are there?", command: "relspec render" },
    { description: "The changelog, as a file.", command: "relspec render changelog > CHANGELOG.md" },
    {
      description: "Send the packet to the board, and let its lead time begin.",
      command: "relspec render cab --deliver | mail -s 'For review' board@example.com",
    },
    { description: "A document of an earlier release.", command: "relspec render notes --release 1.3.0" },
  ];
  static override args = {
    document: Args.string({ ignoreStdin: true, description: "Name of the document." }),
  };
  static override flags = {
    release: Flags.string({
      description: "Of this release (id or version), instead of the last one.",
      helpValue: "RELEASE",
    }),
    deliver: Flags.boolean({
      description: "Put on record that the board has the packet (`cab`) of the open release; its lead time begins.",
    }),
  };

  async run(): Promise<RenderJson | DocumentsJson> {
    const { flags, args } = await this.parse(Render);
    const { document } = args;
    if (document === undefined) {
      const documents = await this.withEngine(flags, (engine) => engine.documents());
      const { renderDocuments } = await import("../views/documents.ts");
      this.print(renderDocuments(documents, this.style));
      return { documents };
    }
    const { text, delivered } = await this.withEngine(flags, async (engine) => ({
      text: await engine.render(document, flags.release === undefined ? {} : { release: flags.release }),
      delivered: flags.deliver ? await deliver(engine, document) : null,
    }));
    this.emit(text);
    return { document, text, ...(delivered && { delivered }) };
  }
}

import { definePlugin } from "@relspec/core";
import { channelAction } from "./channel-action.ts";
import { checkups } from "./checkups.ts";
import { collectChanges } from "./collect-changes.ts";
import { commitAction } from "./commit-action.ts";
import { identify } from "./identify.ts";
import { fetchTags } from "./fetch-tags.ts";
import { gitStore } from "./ledger/git-store.ts";
import { listChanged } from "./list-changed.ts";
import { locate } from "./locate.ts";
import { openHistory } from "./open-history.ts";
import { commitOptions, optionsSchema } from "./options.ts";
import { pushAction } from "./push-action.ts";
import { checkSignature } from "./signing/check-signature.ts";
import { signStatement } from "./signing/sign-statement.ts";
import { tagAction } from "./tag-action.ts";
import { useIntentsAction } from "./use-intents-action.ts";

const channelStep = { id: "git/channel", uses: "git/channel", with: {}, turn: "mark" } as const;
const commitStep = "build/git/commit";

export default definePlugin({
  name: "git",
  summary: "Changes, tags and release commits in git.",
  options: optionsSchema,
  // The remote is asked by git itself.
  permissions: { commands: ["git"], paths: [".changeset/**"] },
  detect: async ({ files }) => ((await files.exists(".git")) ? {} : null),
  setup: (options) => ({
    actions: {
      tag: tagAction(options),
      channel: channelAction(options),
      commit: commitAction(options),
      push: pushAction(options),
      "use-intents": useIntentsAction(),
    },
    checkups: checkups(options),
    stores: { git: gitStore(options) },
    contribute: {
      ...(commitOptions(options) !== null && {
        build: ({ spec, changes }) => [
          ...(spec.version.strategy.includes("intents") && changes.some(({ file }) => file !== undefined)
            ? [{ id: "git/use-intents", uses: "git/use-intents", with: {}, turn: "write" as const }]
            : []),
          { id: "git/commit", uses: "git/commit", with: {}, turn: "commit" },
        ],
      }),
      deploy: ({ release }) => [
        commitOptions(options) === null
          ? { id: "git/tag", uses: "git/tag", with: {}, turn: "mark" }
          : { id: "git/tag", uses: "git/tag", with: { "commit-step": commitStep }, turn: "mark", needs: [commitStep] },
        // A tag without a note is on the default channel, so only the others need one.
        ...(release.channel === null ? [] : [{ ...channelStep, needs: ["git/tag"] }]),
      ],
    },
    hooks: {
      promote: () => [channelStep],
      identify,
      signStatement,
      checkSignature,
      locate,
      listChanged: (since, asked) => listChanged(options, since, asked),
      openHistory: (asked) => openHistory(options, asked),
      refresh: (asked) => fetchTags(options, asked),
      collectChanges: (request, asked) => collectChanges(options, request, asked),
    },
  }),
});

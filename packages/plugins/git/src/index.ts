import { commitStepOf, type ContributedStep, definePlugin, proposingForge } from "@relspec/core";
import { changedLines } from "./changed-lines.ts";
import { channelAction } from "./channel-action.ts";
import { checkups } from "./checkups.ts";
import { collectChanges } from "./collect-changes.ts";
import { commitAction } from "./commit-action.ts";
import { identify } from "./identify.ts";
import { keptTokens } from "./kept-credentials.ts";
import { detect } from "./detect.ts";
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

/** @param commitStep whose result says which commit is tagged; null: the planned one. */
function tagStep(commitStep: string | null): ContributedStep {
  const step = { id: "git/tag", uses: "git/tag", turn: "mark" } as const;
  return commitStep === null
    ? { ...step, with: {} }
    : { ...step, with: { "commit-step": commitStep }, needs: [commitStep] };
}

export default definePlugin({
  name: "git",
  summary: "Changes, tags and release commits in git.",
  options: optionsSchema,
  // The remote is asked by git itself; the other two sign decisions and look at signatures.
  permissions: { commands: ["git", "ssh-keygen", "gpg"], paths: [".changeset/**"], secrets: keptTokens },
  detect,
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
          // What is to be merged has to be tested first.
          {
            id: "git/commit",
            uses: "git/commit",
            with:
              proposingForge({ spec }) !== null && options.commit === true
                ? { message: "chore(release): {{version}}" }
                : {},
            turn: "commit",
          },
        ],
      }),
      deploy: ({ release, spec }) => [
        tagStep(commitStepOf({ spec })),
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
      changedLines,
      openHistory: (asked) => openHistory(options, asked),
      refresh: (asked) => fetchTags(options, asked),
      collectChanges: (request, asked) => collectChanges(options, request, asked),
    },
  }),
});

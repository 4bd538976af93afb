import { keepAccount, type Migration, type MigrationContext, withoutEmpty } from "./migration.ts";

/** Keys of `.changeset/config.json` that the intents read where they are. */
const heeded = [
  "fixed",
  "linked",
  "ignore",
  "baseBranch",
  "privatePackages",
  "bumpVersionsWithWorkspaceProtocolOnly",
  "___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH",
];

/** A project with changesets: its folder stays as it is, and relspec reads it (strategy `intents`). */
export function fromChangesets({ config, detected }: MigrationContext): Migration {
  const account = keepAccount("changesets");
  const { access, changelog, commit, updateInternalDependencies, snapshot, prettier } = config;
  for (const key of heeded) if (config[key] !== undefined) account.carry(key, ".changeset/config.json, as it is");
  if (changelog !== false) account.carry("changelog", "plugins.changelog");
  if (Array.isArray(changelog) || (typeof changelog === "string" && changelog !== "@changesets/cli/changelog"))
    account.leave("changelog", "Entries are in relspec's form; a `documents.notes` template gives them yours.");
  if (commit !== undefined && commit !== false) account.carry("commit", "plugins.git.commit");
  if (updateInternalDependencies === "minor")
    account.leave(
      "updateInternalDependencies",
      "A dependant is always told of the new version that it was built with.",
    );
  else if (updateInternalDependencies !== undefined) account.carry("updateInternalDependencies", "what relspec does");
  if (snapshot !== undefined)
    account.leave("snapshot", "A branch with `prerelease` in `version.branches` takes the place of snapshots.");
  if (prettier !== undefined) account.leave("prettier", "relspec keeps the form that files have.");
  account.rest(
    config,
    [...heeded, "$schema", "access", "changelog", "commit", "updateInternalDependencies", "snapshot", "prettier"],
    "",
  );
  account.leave(
    "the pull request “Version Packages”",
    "`relspec plan` shows on every branch what would be released; a gate `approval` is where a person says yes.",
  );
  if (access !== undefined) account.carry("access", "plugins.npm.access");
  return {
    ...account,
    spec: {
      plugins: {
        git: { commit: true },
        npm: withoutEmpty({ ...((access === "public" || access === "restricted") && { access }) }),
        ...(changelog !== false && { changelog: { "per-package": true } }),
        ...(detected["github"] && { github: {} }),
      },
      version: { strategy: "intents" },
    },
  };
}

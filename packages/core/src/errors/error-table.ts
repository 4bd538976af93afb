interface ErrorRow {
  /** What the code means in general; the message of an error says it for the case at hand. */
  readonly title: string;
  /** A paragraph for the reference page: how it comes about and how it is mended. */
  readonly help: string;
}

/**
 * Every code relspec reports. The area (the second word) decides the exit code: see {@link exitCodeOf}.
 * The reference page `docs/reference/errors.md` is generated from this table.
 */
export const errorTable = {
  RS_SPEC_NOT_FOUND: {
    title: "There is no spec",
    help: "relspec looks for `relspec.yaml`, `relspec.json`, `relspec.config.ts` and their relatives from the working directory upwards. `relspec init` writes one.",
  },
  RS_SPEC_SYNTAX: {
    title: "The spec cannot be parsed",
    help: "The file is not well-formed YAML or JSON, or it is built to exhaust the parser (aliases that multiply). The place is shown.",
  },
  RS_SPEC_INVALID: {
    title: "The spec is not valid",
    help: "A key is unknown or misspelt, a value has the wrong type, or two parts contradict each other. Unknown keys are errors, because a mistyped restriction must never be ignored.",
  },
  RS_SPEC_UNSUPPORTED: {
    title: "This version cannot enforce that",
    help: "The key belongs to the format, but this version of relspec does not carry it out yet. It is refused rather than ignored: a restriction that is not enforced would be worse than an error.",
  },
  RS_SPEC_EXTENDS: {
    title: "A preset cannot be used",
    help: "A preset named in `extends` was not found, extends itself in a circle, or is not valid on its own.",
  },
  RS_SPEC_TEMPLATE: {
    title: "A template cannot be rendered",
    help: "A `{{…}}` names a value that does not exist, or is not a plain reference. Templates hold data only; there is no code in them. For a template in a file the message says the file and the line.",
  },
  RS_SPEC_TYPESCRIPT: {
    title: "This Node cannot load a TypeScript spec",
    help: "A spec in TypeScript needs a Node that strips types by itself (22.18 or newer). Use YAML, JSON or `.mjs` otherwise.",
  },
  RS_SPEC_MANIFEST: {
    title: "A package's manifest cannot be used",
    help: "A `package.json` (or its like) is not well-formed, is far too large, or holds something of the wrong type where a release depends on it: the name, the version, the workspaces, the dependencies. The message names the file and the key.",
  },
  RS_SPEC_INTENT: {
    title: "An intent cannot be used",
    help: "A file in `.changeset/` is not in the form of an intent (a map of packages to `major`, `minor`, `patch` or `none` between two lines of `---`, then a summary), names a package that does not exist, or the folder's `config.json` or `pre.json` cannot be read. It is refused rather than ignored: a change would be missing from the release.",
  },
  RS_SPEC_LOCATION: {
    title: "relspec cannot work here",
    help: "The directory is not a git repository, has no commits, or is not the one the spec belongs to.",
  },
  RS_PLUGIN_NOT_FOUND: {
    title: "A plugin was not found",
    help: "A short name `x` stands for `@relspec/plugin-x`, then `relspec-plugin-x`; a package name or a path works as well. Plugins are looked up in the project first, then beside relspec itself.",
  },
  RS_PLUGIN_INVALID: {
    title: "A plugin is not a relspec plugin",
    help: "The module does not export by default what `definePlugin` returns, or what it returns has the wrong shape.",
  },
  RS_PLUGIN_INCOMPATIBLE: {
    title: "A plugin is for another version of relspec",
    help: "A plugin declares the range of versions it works with in `relspec`. This relspec is outside of it, so the plugin is not tried. Install the version of relspec or of the plugin that fits.",
  },
  RS_PLUGIN_PERMISSION: {
    title: "A plugin wanted what it has not declared",
    help: "A plugin says in `permissions` which hosts it asks, which programs it runs, which secrets it reads and which files it writes. It wanted another one, so it was refused. If that is right, its author adds it to `definePlugin`; if it is a surprise, look at where the plugin comes from.",
  },
  RS_PLUGIN_CRASHED: {
    title: "A plugin threw",
    help: "A hook or action of a plugin threw an error that is not a RelspecError. The message names the plugin, the hook and the step.",
  },
  RS_USAGE: {
    title: "The command was called wrongly",
    help: "An unknown command or flag, a missing argument, or a prompt where there is no terminal.",
  },
  RS_USAGE_NODE: {
    title: "Node is too old",
    help: "relspec needs Node ^22.23.0 or >=24.15.0: earlier ones lack `node:sqlite` without warnings or carry an SQLite with a corruption bug.",
  },
  RS_USAGE_RELEASE: {
    title: "There is no such release",
    help: "No release of that id or version is on record. `relspec history` lists them.",
  },
  RS_USAGE_GATE: {
    title: "There is no such gate",
    help: "The open release, or the planned one, has no gate of that name, or several end in it. `relspec status` lists the gates that wait.",
  },
  RS_PLAN_STALE: {
    title: "The world is not the one the plan was made for",
    help: "The spec, the commit or what a step found has changed since the plan was made. Nothing was done. Make a new plan, and have it approved again where approvals are asked for.",
  },
  RS_PLAN_OPEN: {
    title: "Another release is open",
    help: "A warning: a release is open that was planned otherwise, because the spec or the branch has changed since. `relspec run` goes on with that one, as it was planned and approved, and comes to the new plan after it.",
  },
  RS_PLAN_INVALID: {
    title: "There can be no such plan",
    help: "The steps that plugins add need each other in a circle or have one id, versions or packages contradict each other, or a plugin refused the plan.",
  },
  RS_PLAN_RANGE: {
    title: "The branch may not release that version",
    help: "Each release branch stays below what the next one has released, and a maintenance branch in its range, so that no version is released twice and no channel goes back. The message names the change, the range with its reason, and the branches whose range allows the version.",
  },
  RS_PLAN_BRANCH: {
    title: "Nothing is released from this branch",
    help: "`relspec run` opens a release only from a branch that `version.branches` names, or from a detached checkout of a commit that such a branch holds, and never from a pull request. Elsewhere `relspec plan` shows what merging would release, with a warning of this code. The code also stands for a branch that the spec names and that cannot be released from as it is described: what `version.branches` makes of its name is no identifier of prereleases, no range or no channel.",
  },
  RS_PLAN_CONFLICT: {
    title: "Something else is where the release should go",
    help: "A tag stands on another commit, or a version is published with other content. relspec never overwrites; the message says what was found.",
  },
  RS_PLAN_TREE: {
    title: "The working tree is not fit for a release",
    help: "Files are changed and not committed, the commit is not on the remote, or the remote has moved on.",
  },
  RS_PLAN_HISTORY: {
    title: "The history is not complete enough to plan",
    help: "The clone is shallow, so the changes since the last release are not all here. An answer from a truncated history would be wrong.",
  },
  RS_PLAN_COMMIT: {
    title: "A commit may not be read as it was meant",
    help: "A warning: the message of a commit comes near to something that the preset reads, or says it in a way that it does not read. The message says how it is read. `relspec explain version` shows every commit, with what each preset makes of it; `version.overrides` says of a single commit how to read it.",
  },
  RS_PLAN_CONDITION: {
    title: "A condition has no answer",
    help: "The `when` of a step is well-formed and of known names, and still cannot be answered for this release: it looks, for example, into a list further than it goes. A gate whose condition has no answer holds; a step is neither taken nor left out on a guess.",
  },
  RS_PLAN_LOCAL: {
    title: "The release stays in this clone",
    help: "The repository has no remote of the name in the git plugin's options, so tags and commits are made here and pushed nowhere. A warning: add the remote, or set `push: false`.",
  },
  RS_PLAN_UNWRITTEN: {
    title: "A file that should tell of the release is not written",
    help: "The spec has the changelog plugin, and the release makes no commit that could take the file in. A warning: ask the git plugin for a release commit, or say `write: false` in the changelog plugin's options.",
  },
  RS_POLICY_GATE: {
    title: "A gate refused",
    help: "A gate was evaluated and said no: evidence is missing or below its threshold, or an approver rejected. It does not open by waiting.",
  },
  RS_POLICY_INTERNAL: {
    title: "A message would name what is internal",
    help: "An audience with `hide: [internal]` would get a text that names an internal issue key, because somebody wrote it into a commit, a template or a package's name. Internal changes are left out by themselves; a text that names them is refused rather than edited. `notes.internal` says what is internal.",
  },
  RS_POLICY_HOW_TO: {
    title: "A feature says nothing of how to use it",
    help: "The commit of a feature has neither a trailer `How-To:` nor a link in its body. `relspec notes` names such features; `notes.how-to` makes them a warning of the plan (`warn`) or refuses the plan (`require`).",
  },
  RS_POLICY_REQUIREMENT: {
    title: "A requirement has no change, or a change no requirement",
    help: "A warning of the plan, where the spec has `requirements`: nothing in this release names the requirement or one of its issues, or a change names none. `relspec render trace` shows all; the gate `requirements` closes where one that must be fulfilled is not.",
  },
  RS_POLICY_COHORT: {
    title: "Their feedback does not count",
    help: "Feedback comes from somebody who is not in the cohort that `stages.accept.cohort` names, or cannot be read as feedback. None of it was recorded.",
  },
  RS_POLICY_IDENTITY: {
    title: "That identity may not decide here",
    help: "The person is not a member of the role, is an author of the changes, or the spec asks for a verified identity.",
  },
  RS_POLICY_FLOOR: {
    title: "The spec is less strict than its policy",
    help: "`policy.floor` names a policy that a spec may tighten and never loosen: members and quorums of roles, who is kept out of approving, whose tokens are believed, what may be waived, gates, windows and freezes. Every loosening is told with its place. With a digest, a policy that has changed is refused as well.",
  },
  RS_POLICY_WEAKER: {
    title: "A gate asks for less than in the last release",
    help: "A warning of the plan: a gate of the last release is gone, or asks for less. It is no error, and nobody should have to find out afterwards.",
  },
  RS_POLICY_WAIVER: {
    title: "That gate may not be waived so",
    help: "`policy.waivers` says which role may waive which gates, and for how long. A role never waives a gate that asks for itself, and who is kept out of approving is kept out of waiving.",
  },
  RS_POLICY_WAIVED: {
    title: "A waiver holds",
    help: "A warning: a gate was waived, and the waiver has not ended yet. It opened the gate for the plan it was given for; it is shown in every plan until its end, so that nobody forgets what was taken upon whom.",
  },
  RS_POLICY_ORDER: {
    title: "Something else is decided first",
    help: "The gate has `after`, and an approval named there is not complete yet: a second sign-off is worth what it is because the first one was there to be seen.",
  },
  RS_POLICY_NO_WAY_BACK: {
    title: "An environment has no way back",
    help: "A step of production, or of an environment in `policy.way-back`, can neither be undone nor be carried out again for the version before. Give the step an `undo`, or the environment `verify` and `on-failure: rollback`. A warning, unless `policy.way-back` names the environment: then the release is refused.",
  },
  RS_POLICY_PROMISE: {
    title: "The release breaks what its track promises",
    help: "`tracks` of the spec promises the users of a track that no release breaks anything, or brings nothing but fixes, and this one would. Release it to another track, or change the promise and tell its users. A warning of the plan; a run refuses.",
  },
  RS_POLICY_REBUILT: {
    title: "An environment got another artifact than the one before it",
    help: "A step of one environment reports another digest than the same step of an environment that it requires. What was verified there must be what is deployed here: build once, and deploy by digest.",
  },
  RS_LOCK_HELD: {
    title: "Another run holds the release",
    help: "One run at a time moves a release. The message names the holder. A holder that died is recognised and taken over.",
  },
  RS_LOCK_FENCED: {
    title: "This run lost its hold on the release",
    help: "The process was paused for longer than its lease, and another run took over. It stopped at once and wrote nothing more.",
  },
  RS_GATE_INCONCLUSIVE: {
    title: "Verification could not tell",
    help: "The measures of an environment told nothing: a program ended with 75, could not be started, or a query has no data. The environment counts as not verified. Run again to measure again.",
  },
  RS_RUN_FAILED: {
    title: "A step failed",
    help: "The ledger says which steps are done. Run again: done steps are not repeated.",
  },
  RS_RUN_INTERRUPTED: {
    title: "The run was interrupted",
    help: "A signal stopped the run after the steps under way were recorded. Run again to go on.",
  },
  RS_RUN_UNDOING: {
    title: "The release is being taken back",
    help: "An undo has begun and did not come to its end, so some effects are gone. Going on would call a release complete that is not. Finish the undo, then run again.",
  },
  RS_RUN_SECRET: {
    title: "A secret is missing",
    help: "A step needs a secret that the environment does not hold. Nothing was started.",
  },
  RS_RUN_NONE: {
    title: "No release is open",
    help: "The command is about the open release, and there is none. `relspec history` lists the releases.",
  },
  RS_STEP_FAILED: {
    title: "An effect could not be brought about",
    help: "The tool or service behind the step refused or failed. The message holds what it said.",
  },
  RS_STEP_VERIFICATION: {
    title: "An environment does not run as it should",
    help: "The verification of an environment failed as often as its limit allows. With `on-failure: rollback` the version before is active again, and nothing is deployed there any more until a person lets it go: `relspec promote ENVIRONMENT --reason TEXT` tries again, `relspec undo` takes the release back.",
  },
  RS_STEP_TIMEOUT: {
    title: "A step took too long",
    help: "The step did not end within its timeout and was stopped. Its effect is looked up before anything is tried again.",
  },
  RS_STEP_UNKNOWN: {
    title: "Nobody can tell whether an effect took place",
    help: "The process died between an effect and its record, and the other side cannot be asked. relspec does not repeat it blindly: say `relspec run --assume done=STEP` or `--assume not-done=STEP`, or the same to `relspec undo`.",
  },
  RS_STEP_IRREVERSIBLE: {
    title: "A step cannot be taken back",
    help: "The effect is final by its nature. `relspec undo` says so before it starts.",
  },
  RS_STEP_CREDENTIALS: {
    title: "The other side does not accept these credentials",
    help: "The registry, host or mail server refused the token or password, or asked for one and got none.",
  },
  RS_STEP_UNREACHABLE: {
    title: "The other side does not answer",
    help: "The registry, host or mail server could not be reached, or broke the connection off. What has been done is on record; run again later.",
  },
  RS_STEP_PATH: {
    title: "A path leaves the project",
    help: "Files are read and written below the project's root only. The path is absolute, climbs out with `..`, goes through a symbolic link that points elsewhere, or lies in git's own folder.",
  },
  RS_LEDGER_CORRUPT: {
    title: "The ledger does not hold together",
    help: "The file is damaged, or an event does not match its hash or its predecessor. The message names the first event that does not hold.",
  },
  RS_LEDGER_VERSION: {
    title: "The ledger was written by a newer relspec",
    help: "Use the version of relspec that wrote it, or a newer one.",
  },
  RS_LEDGER_UNWRITABLE: {
    title: "The ledger cannot be written",
    help: "The disk is full, or the directory is read-only. The run stopped at once: what is not on record is not done.",
  },
  RS_BUG: {
    title: "relspec has a bug",
    help: "This should not have happened. What has been done is on record; please report the message and the versions it names.",
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

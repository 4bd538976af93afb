import {
  type Action,
  absent,
  conflict,
  defineAction,
  type Finding,
  type Json,
  present,
  proposingForge,
  type ReadContext,
  RelspecError,
  type WriteContext,
} from "@relspec/core";
import { cleanName } from "./clean-text.ts";
import { fillMessage } from "./fill-message.ts";
import { makeTags, type NewTag, unsignedTags } from "./make-tags.ts";
import { type GitOptions, nobody } from "./options.ts";
import { pushRefs } from "./push-refs.ts";
import { hasRemote, localTags, remoteRefs, type StandingTag } from "./read-tags.ts";
import { revertOnBranch } from "./revert-commit.ts";
import { git } from "./run-git.ts";
import { isBranchName } from "./tell-branch.ts";

export type TagTarget = {
  readonly tags: readonly { readonly name: string; readonly message: string | null }[];
  /** Null: the commit that `commitStep` makes. */
  readonly commit: string | null;
  readonly commitStep: string | null;
  /** Pushed together with the tags, so that there is never one without the other; null: only tags. */
  readonly branch: string | null;
  /** Null: the tags stay in this clone. */
  readonly remote: string | null;
  readonly sign: false | true | "ssh" | "gpg";
  readonly tagger: { readonly name: string; readonly email: string } | null;
  readonly date: string;
};

type TagResult = {
  readonly commit: string;
  readonly tags: readonly { readonly name: string; readonly object: string }[];
  /** Where to; null when the clone has no such remote. */
  readonly remote: string | null;
};

const actionOptions = {
  type: "object",
  additionalProperties: false,
  properties: {
    tags: {
      type: "array",
      minItems: 1,
      description: "Tags to make. Default: the tag of every package of the release.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name"],
        description: "A tag.",
        properties: {
          name: { type: "string", minLength: 1, maxLength: 250, template: true, description: "Name." },
          message: {
            type: "string",
            minLength: 1,
            maxLength: 10_000,
            template: true,
            description: "Message. Default: the name.",
          },
        },
      },
    },
    "commit-step": {
      type: "string",
      description: "Full id of the step that makes the commit to tag. Default: the commit that is released.",
    },
  },
} as const;

/** `git/tag`: all tags of a release in one push, with the release commit's branch where there is one. */
export function tagAction(options: GitOptions): Action {
  return defineAction({
    summary: "Make tags and push them.",
    options: actionOptions,
    plan({ tags: written, "commit-step": commitStep = null }, { facts }) {
      const tags =
        written?.map(({ name, message }) => ({ name, message: options.annotated ? (message ?? name) : null })) ??
        tagsOf(facts, options);
      for (const { name } of tags) refuseName(name);
      const target: TagTarget = {
        tags,
        commit: commitStep === null ? facts.base.commit : null,
        commitStep,
        // What was merged is on the branch.
        branch: commitStep === null || proposingForge(facts) !== null ? null : facts.base.branch,
        remote: options.push ? options.remote : null,
        sign: options.annotated ? options.sign : false,
        // A signature is of its signer; without one, a tag must not depend on who makes it.
        tagger: options.author ?? (options.annotated && options.sign !== false ? null : nobody),
        date: facts.base.date,
      };
      const names =
        tags.length > 3
          ? `${tags
              .slice(0, 2)
              .map(({ name }) => name)
              .join(", ")} and ${tags.length - 2} more`
          : tags.map(({ name }) => name).join(", ");
      const to = target.remote === null ? "" : `, push to ${target.remote}`;
      return {
        summary: `${target.sign === false ? "tag" : "sign tag"} ${names}${to}${commitStep === null ? "" : " with the release commit"}`,
        target,
        ...(commitStep !== null && { knownAfter: { commit: commitStep } }),
      };
    },
    async check(target: TagTarget, context) {
      return (await look(target, commitOf(target, context), remoteOf(target, context), context)).finding;
    },
    async apply(target: TagTarget, context): Promise<TagResult> {
      const commit = commitOf(target, context);
      if (commit === null)
        throw new RelspecError("RS_STEP_FAILED", {
          message: `The step ${target.commitStep} has not said which commit to tag.`,
        });
      const remote = await remoteOf(target, context);
      const { finding, local } = await look(target, commit, remote, context);
      if (finding.state === "present") return finding.result as TagResult;
      if (finding.state === "conflict")
        throw new RelspecError("RS_PLAN_CONFLICT", { message: finding.reason, suggestions: finding.suggestions });
      const missing: readonly NewTag[] = target.tags.filter(({ name }) => !local.has(name));
      await makeTags(context.exec, missing, commit, target);
      if (target.sign !== false) await refuseUnsigned(target, context);
      const made = await localTags(
        context.query,
        target.tags.map(({ name }) => name),
      );
      const result = resultOf(target, commit, made, remote);
      if (remote !== null) {
        await pushOnRecord(target, result, remote, context).catch(async (error: unknown) => {
          // Made again where they are needed again: a tag that nobody else has must not be in the way of the next release.
          const names = new Set(missing.map(({ name }) => name));
          await deleteTags(
            result.tags.filter(({ name }) => names.has(name)),
            context,
          );
          throw error;
        });
      } else if (target.remote !== null)
        context.log(`There is no remote ${target.remote}: the tags stay in this clone.`);
      return result;
    },
    async undo(target: TagTarget, result: TagResult, context) {
      const { commit, tags, remote } = result;
      if (remote !== null) await takeBackOnRemote(tags, remote, context);
      await deleteTags(tags, context);
      if (target.commitStep === null || target.branch === null || remote === null) return;
      await revertOnBranch({ commit, branch: target.branch, remote, style: target }, context);
    },
  });
}

function tagsOf(facts: Parameters<Action["plan"]>[1]["facts"], options: GitOptions): TagTarget["tags"] {
  const { packages, release } = facts;
  return [...Map.groupBy(packages, ({ tag }) => tag)].map(([name, of]) => {
    const only = of.length === 1 ? of[0] : undefined;
    const values = {
      package: only?.name ?? release.name,
      version: only?.to ?? release.version,
      tag: name,
      notes: only?.notes ?? facts.notes,
    };
    return { name, message: options.annotated ? fillMessage(options.message, values) : null };
  });
}

function refuseName(name: string): void {
  if (isBranchName(name)) return;
  throw new RelspecError("RS_PLAN_INVALID", {
    message: `Git does not take "${cleanName(name)}" as the name of a tag.`,
    suggestions: [
      "Change `version.tag` in the spec: without spaces and `~^:?*[\\`, and no part may begin with a dot or end in `.lock`.",
    ],
  });
}

function commitOf({ commit, commitStep }: TagTarget, { results }: Pick<ReadContext, "results">): string | null {
  const made =
    commitStep === null ? undefined : (results[commitStep] as { readonly commit?: Json } | undefined)?.commit;
  return commit ?? (typeof made === "string" ? made : null);
}

async function remoteOf({ remote }: TagTarget, { query }: Pick<ReadContext, "query">): Promise<string | null> {
  return remote !== null && (await hasRemote(query, remote)) ? remote : null;
}

interface Looked {
  readonly finding: Finding;
  readonly local: ReadonlyMap<string, StandingTag>;
}

/** Where the tags stand, here and on the remote. */
async function look(
  target: TagTarget,
  commit: string | null,
  given: string | null | Promise<string | null>,
  { query, env }: Pick<ReadContext, "query" | "env">,
): Promise<Looked> {
  const names = target.tags.map(({ name }) => name);
  const onRemote = async () => {
    const remote = await given;
    const refs = names.map((name) => `refs/tags/${name}`);
    return { remote, far: remote === null ? null : await remoteRefs({ run: query, env }, remote, refs) };
  };
  const [local, { remote, far }] = await Promise.all([localTags(query, names), onRemote()]);
  const found = new Map<string, StandingTag>();
  for (const name of names) {
    const there = far?.get(`refs/tags/${name}`);
    for (const [tag, where] of [
      [there, ` on ${remote}`],
      [local.get(name), far === null ? "" : " in this clone"],
    ] as const) {
      if (tag !== undefined && tag.commit !== commit)
        return { finding: elsewhere(name, where, tag.commit, commit), local };
    }
    const standing = far === null ? local.get(name) : there;
    if (standing !== undefined) found.set(name, standing);
  }
  const all = commit !== null && names.every((name) => found.has(name));
  return { finding: all ? present(resultOf(target, commit, found, remote)) : absent, local };
}

function elsewhere(name: string, where: string, found: string, commit: string | null): Finding {
  const shown = cleanName(name);
  const release =
    commit === null ? "before the release has made its commit" : `the release is of ${commit.slice(0, 9)}`;
  // Only here, it is a left-over of somebody's: a plan shows the reason alone, so the remedy is in it.
  const remedy = where === " in this clone" ? `; \`git tag --delete ${shown}\` takes it away` : "";
  return conflict(`The tag "${shown}" stands on ${found.slice(0, 9)}${where}; ${release}${remedy}.`, [
    "git fetch --tags",
    ...(remedy === "" ? [] : [`git tag --delete ${shown}`]),
  ]);
}

/** Push the tags together with the record of it, where the ledger is a ref of the same remote. */
async function pushOnRecord(
  target: TagTarget,
  result: TagResult,
  remote: string,
  context: WriteContext,
): Promise<void> {
  const { together } = context;
  if (!together) return push(target, result.commit, remote, [], context);
  await together(result, (also) =>
    push(target, result.commit, remote, also["remote"] === remote ? [String(also["refspec"])] : [], context),
  );
}

/** @param also refspecs to push in the same transaction; last where the server can do one only after the other. */
async function push(
  target: TagTarget,
  commit: string,
  remote: string,
  also: readonly string[],
  context: WriteContext,
): Promise<void> {
  const reach = { run: context.exec, env: context.env };
  const tags = target.tags.map(({ name }) => `refs/tags/${name}:refs/tags/${name}`);
  const branch = target.branch === null ? [] : [`${commit}:refs/heads/${target.branch}`];
  try {
    await pushRefs(reach, { remote, branch: target.branch ?? "", groups: [branch, tags, also], release: true });
  } catch (error) {
    // An earlier try's push may have come through after all: only what stands there now decides.
    const { finding } = await look(target, commit, remote, context).catch(() => ({ finding: absent }));
    if (finding.state === "present") return;
    if (finding.state === "conflict")
      throw new RelspecError("RS_PLAN_CONFLICT", {
        message: finding.reason,
        suggestions: finding.suggestions,
        cause: error,
      });
    throw error;
  }
}

/** A tag of this clone that someone made without a signature must not pass for a signed one. */
async function refuseUnsigned({ tags }: TagTarget, { query }: WriteContext): Promise<void> {
  const [unsigned] = await unsignedTags(
    query,
    tags.map(({ name }) => name),
  );
  if (!unsigned) return;
  throw new RelspecError("RS_PLAN_CONFLICT", {
    message: `The tag "${cleanName(unsigned.name)}" in this clone is not signed.`,
    suggestions: [`git tag --delete ${cleanName(unsigned.name)}`],
  });
}

function resultOf(
  target: TagTarget,
  commit: string,
  found: ReadonlyMap<string, StandingTag>,
  remote: string | null,
): TagResult {
  return { commit, tags: target.tags.map(({ name }) => ({ name, object: found.get(name)?.object ?? commit })), remote };
}

/** In this clone, where they still are what was made. */
async function deleteTags(
  tags: TagResult["tags"],
  { query, exec }: Pick<WriteContext, "query" | "exec">,
): Promise<void> {
  const left = await localTags(
    query,
    tags.map(({ name }) => name),
  );
  const ours = tags.filter(({ name, object }) => left.get(name)?.object === object);
  const input = ours.map(({ name, object }) => `delete refs/tags/${name}\0${object}\0`).join("");
  if (input !== "") await git(exec, ["update-ref", "--stdin", "-z"], { input });
}

async function takeBackOnRemote(
  tags: TagResult["tags"],
  remote: string,
  { exec, query, env }: WriteContext,
): Promise<void> {
  const there = await remoteRefs(
    { run: query, env },
    remote,
    tags.map(({ name }) => `refs/tags/${name}`),
  );
  const ours = tags.filter(({ name, object }) => there.get(`refs/tags/${name}`)?.object === object);
  await pushRefs(
    { run: exec, env },
    {
      remote,
      branch: "",
      groups: [ours.map(({ name }) => `:refs/tags/${name}`)],
      leases: new Map(ours.map(({ name, object }) => [`refs/tags/${name}`, object])),
    },
  );
}

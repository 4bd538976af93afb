import {
  type Action,
  absent,
  defineAction,
  type Finding,
  present,
  type ReadContext,
  type WriteContext,
} from "@relspec/core";
import { identity } from "./make-tags.ts";
import { type GitOptions, nobody } from "./options.ts";
import { pushRefs } from "./push-refs.ts";
import { type Channels, noteOf, parseNote } from "./read-channels.ts";
import { hasRemote, remoteRefs } from "./read-tags.ts";
import { git, tryGit, tryRemote } from "./run-git.ts";

type ChannelTarget = {
  readonly notes: readonly { readonly tag: string; readonly channels: Channels }[];
  /** Null: the notes stay in this clone. */
  readonly remote: string | null;
  readonly date: string;
};

type ChannelResult = { readonly notes: readonly { readonly tag: string; readonly before: Channels | null }[] };

/** `git/channel`: say in a note on each tag which channels its version is on, as semantic-release does. */
export function channelAction({ remote, push }: Pick<GitOptions, "remote" | "push">): Action {
  return defineAction({
    summary: "Note which channels the release's tags are on.",
    options: { type: "object", additionalProperties: false, properties: {} },
    plan(_, { facts }) {
      const { packages, release, base } = facts;
      const byTag = new Map(packages.map(({ tag, channels = [release.channel] }) => [tag, channels]));
      const notes = [...byTag].map(([tag, channels]) => ({ tag, channels }));
      const name = release.channel ?? "the default channel";
      const target: ChannelTarget = { notes, remote: push ? remote : null, date: base.date };
      return {
        summary: `note that ${notes.length === 1 ? notes[0]?.tag : `${notes.length} tags`} is on ${name}`,
        target,
      };
    },
    async check(target: ChannelTarget, context): Promise<Finding> {
      const { here, far } = await look(target, context);
      const all = target.notes.every(({ tag, channels }) => {
        const ref = noteOf(tag);
        const note = here.get(tag);
        const same = far === null || far.get(ref)?.object === note?.object;
        return same && note !== undefined && holds(note.channels, channels);
      });
      return all ? present({ notes: target.notes.map(({ tag }) => ({ tag, before: null })) }) : absent;
    },
    async apply(target: ChannelTarget, context): Promise<ChannelResult> {
      const { far } = await look(target, context);
      if (far !== null) await fetchExisting(target, [...far.keys()], context);
      const { here } = await look({ ...target, remote: null }, context);
      const notes: { tag: string; before: Channels | null }[] = [];
      for (const { tag, channels } of target.notes) {
        const before = here.get(tag)?.channels ?? null;
        notes.push({ tag, before });
        if (before === null || !holds(before, channels))
          await write(tag, [...new Set([...(before ?? []), ...channels])], target, context);
      }
      if (far !== null) await pushNotes(target, context);
      return { notes };
    },
    async undo(target: ChannelTarget, { notes }: ChannelResult, context) {
      const { far } = await look(target, context);
      for (const { tag, before } of notes) {
        const standing = (await look({ ...target, notes: [{ tag, channels: [] }], remote: null }, context)).here.get(
          tag,
        );
        if (before !== null) await write(tag, before, target, context);
        else if (standing) {
          const ref = noteOf(tag);
          const there = far?.get(ref)?.object;
          if (there === standing.object && target.remote !== null) {
            const leases = new Map([[ref, there]]);
            await pushRefs(reachOf(context), { remote: target.remote, branch: "", groups: [[`:${ref}`]], leases });
          }
          await git(context.exec, ["update-ref", "-d", ref, standing.object]);
        }
      }
      const kept = notes.filter(({ before }) => before !== null).map(({ tag }) => ({ tag, channels: [] }));
      if (far !== null && kept.length > 0) await pushNotes({ ...target, notes: kept }, context);
    },
  });
}

interface Standing {
  readonly object: string;
  readonly channels: Channels;
}

async function look(
  { notes, remote }: ChannelTarget,
  { query, env }: Pick<ReadContext, "query" | "env">,
): Promise<{
  readonly here: ReadonlyMap<string, Standing>;
  readonly far: Awaited<ReturnType<typeof remoteRefs>> | null;
}> {
  const here = new Map<string, Standing>();
  for (const { tag } of notes) {
    const [object, text] = await Promise.all([
      tryGit(query, ["rev-parse", "--verify", "--quiet", "--end-of-options", noteOf(tag)]),
      tryGit(query, ["notes", `--ref=${noteOf(tag)}`, "show", `refs/tags/${tag}^{commit}`]),
    ]);
    if (object.code === 0)
      here.set(tag, { object: object.stdout.trim(), channels: (text.code === 0 && parseNote(text.stdout)) || [] });
  }
  const far =
    remote !== null && (await hasRemote(query, remote))
      ? await remoteRefs(
          { run: query, env },
          remote,
          notes.map(({ tag }) => noteOf(tag)),
        )
      : null;
  return { here, far };
}

function holds(found: Channels, wanted: Channels): boolean {
  return wanted.every((channel) => found.includes(channel));
}

async function fetchExisting({ remote }: ChannelTarget, refs: readonly string[], context: WriteContext): Promise<void> {
  if (remote === null || refs.length === 0) return;
  const refspecs = refs.map((ref) => `+${ref}:${ref}`);
  await tryRemote(reachOf(context), [
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--end-of-options",
    remote,
    ...refspecs,
  ]);
}

/** On the commit, not on the tag's own object: that is where notes are looked for. */
async function write(tag: string, channels: Channels, { date }: ChannelTarget, { exec }: WriteContext): Promise<void> {
  const style = { tagger: nobody, date };
  await git(exec, ["notes", `--ref=${noteOf(tag)}`, "add", "--force", "--file=-", `refs/tags/${tag}^{commit}`], {
    input: `${JSON.stringify({ channels })}\n`,
    env: { ...identity("AUTHOR", style), ...identity("COMMITTER", style) },
  });
}

async function pushNotes({ notes, remote }: ChannelTarget, context: WriteContext): Promise<void> {
  if (remote === null) return;
  const refspecs = notes.map(({ tag }) => `${noteOf(tag)}:${noteOf(tag)}`);
  await pushRefs(reachOf(context), { remote, branch: "", groups: [refspecs] });
}

function reachOf({ exec, env }: WriteContext): {
  readonly run: WriteContext["exec"];
  readonly env: WriteContext["env"];
} {
  return { run: exec, env };
}

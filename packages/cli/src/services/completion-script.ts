import { commandTable } from "../command-table.ts";
import { loadCommand } from "../load-command.ts";

interface Completed {
  readonly id: string;
  readonly summary: string;
  readonly flags: readonly {
    readonly name: string;
    readonly description: string;
    readonly values: readonly string[];
  }[];
}

/** A script that knows all commands and flags, made from the commands themselves. */
export async function completionScript(shell: "bash" | "zsh" | "fish"): Promise<string> {
  const commands = await Promise.all(Object.keys(commandTable).map(readCommand));
  return { bash, zsh, fish }[shell](commands);
}

async function readCommand(id: string): Promise<Completed> {
  const { summary, flags, baseFlags } = await loadCommand(id);
  const described = Object.entries({ ...flags, ...baseFlags }).map(([name, flag]) => ({
    name,
    description: flag.description ?? "",
    values: flag.type === "option" ? [...(flag.options ?? [])] : [],
  }));
  const shared = [
    { name: "json", description: "Print one JSON document.", values: [] },
    { name: "help", description: "Show help.", values: [] },
  ];
  return { id, summary: summary ?? "", flags: [...described, ...shared] };
}

/** First words, and the second words of each topic. */
function wordsOf(commands: readonly Completed[]): {
  readonly first: readonly string[];
  readonly topics: ReadonlyMap<string, readonly string[]>;
} {
  const topics = Map.groupBy(
    commands.filter(({ id }) => id.includes(" ")),
    ({ id }) => id.split(" ")[0] ?? "",
  );
  return {
    first: [...new Set(commands.map(({ id }) => id.split(" ")[0] ?? ""))],
    topics: new Map([...topics].map(([topic, members]) => [topic, members.map(({ id }) => id.split(" ")[1] ?? "")])),
  };
}

function bash(commands: readonly Completed[]): string {
  const { first, topics } = wordsOf(commands);
  const cases = commands.map(
    ({ id, flags }) => `    "${id}") words="${flags.map(({ name }) => `--${name}`).join(" ")}" ;;`,
  );
  const topicCases = [...topics].map(([topic, words]) => `    ${topic}) words="${words.join(" ")}" ;;`);
  return `# relspec completion for bash
_relspec() {
  local word="\${COMP_WORDS[COMP_CWORD]}" one="\${COMP_WORDS[1]}" two="\${COMP_WORDS[2]}" words=""
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${first.join(" ")} --help --version" -- "$word"))
    return
  fi
  if [ "$COMP_CWORD" -eq 2 ]; then
    case "$one" in
${topicCases.join("\n")}
    esac
    if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$word")); return; fi
  fi
  case "$one" in ${[...topics.keys()].join("|")}) one="$one $two" ;; esac
  case "$one" in
${cases.join("\n")}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _relspec relspec
`;
}

function zsh(commands: readonly Completed[]): string {
  const { first, topics } = wordsOf(commands);
  const summaryOf = new Map(commands.map(({ id, summary }) => [id, summary]));
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const item = (word: string, summary: string) =>
    quoted(`${word.replaceAll(":", "\\:")}:${summary.replaceAll(":", "\\:")}`);
  const flagSpec = ({ name, description, values }: Completed["flags"][number]) => {
    const text = description.replace(/[[\]:]/g, (character) => `\\${character}`);
    return quoted(`--${name}[${text}]${values.length > 0 ? `:value:(${values.join(" ")})` : ""}`);
  };
  const cases = commands.map(
    ({ id, flags }) => `    ${quoted(id)}) _arguments ${flags.map(flagSpec).join(" ")} '*:file:_files' ;;`,
  );
  const topicCases = [...topics].map(
    ([topic, words]) =>
      `    ${topic}) local -a second=(${words.map((word) => item(word, summaryOf.get(`${topic} ${word}`) ?? "")).join(" ")}); _describe command second; return ;;`,
  );
  return `#compdef relspec
# relspec completion for zsh
_relspec() {
  local -a first=(${first.map((word) => item(word, summaryOf.get(word) ?? "")).join(" ")})
  if (( CURRENT == 2 )); then _describe command first; return; fi
  local id="$words[2]"
  if (( CURRENT == 3 )); then case "$id" in
${topicCases.join("\n")}
  esac; fi
  case "$id" in ${[...topics.keys()].join("|")}) id="$id $words[3]" ;; esac
  case "$id" in
${cases.join("\n")}
  esac
}
compdef _relspec relspec
`;
}

function fish(commands: readonly Completed[]): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const { topics } = wordsOf(commands);
  const plain = commands.filter(({ id }) => !id.includes(" "));
  const lines = [
    ...plain.map(({ id, summary }) => `complete -c relspec -n __fish_use_subcommand -f -a ${id} -d ${quoted(summary)}`),
    ...[...topics].flatMap(([topic, words]) => [
      `complete -c relspec -n __fish_use_subcommand -f -a ${topic}`,
      ...words.map((word) => `complete -c relspec -n '__fish_seen_subcommand_from ${topic}' -f -a ${word}`),
    ]),
    ...commands.flatMap(({ id, flags }) =>
      flags.map(({ name, description, values }) => {
        const seen = id
          .split(" ")
          .map((word) => `__fish_seen_subcommand_from ${word}`)
          .join("; and ");
        return `complete -c relspec -n '${seen}' -l ${name} -d ${quoted(description)}${values.length > 0 ? ` -x -a ${quoted(values.join(" "))}` : ""}`;
      }),
    ),
  ];
  return `# relspec completion for fish\n${lines.join("\n")}\n`;
}

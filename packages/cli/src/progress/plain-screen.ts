import { guardLog } from "../views/guard-log.ts";
import type { Screen } from "./follow-run.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Sink = { write(text: string): unknown };

/** Lines for a log. In GitHub Actions and GitLab each stage is a part that folds. */
export function plainScreen(sink: Sink, env: Env, now: () => Date): Screen {
  let open: string | null = null;
  const close = () => {
    if (open !== null) sink.write(sectionEnd(open, env, now()));
    open = null;
  };
  return {
    line: (text) => void sink.write(`${guardLog(text, env)}\n`),
    section(name) {
      close();
      if (name !== null) sink.write(sectionStart(name, env, now()));
      open = name;
    },
    active: () => undefined,
    end: close,
  };
}

function sectionStart(name: string, env: Env, now: Date): string {
  if (env["GITHUB_ACTIONS"] === "true") return `::group::${name}\n`;
  if (env["GITLAB_CI"]) return `\u001b[0Ksection_start:${seconds(now)}:${sectionId(name)}\r\u001b[0K${name}\n`;
  return "";
}

function sectionEnd(name: string, env: Env, now: Date): string {
  if (env["GITHUB_ACTIONS"] === "true") return "::endgroup::\n";
  if (env["GITLAB_CI"]) return `\u001b[0Ksection_end:${seconds(now)}:${sectionId(name)}\r\u001b[0K\n`;
  return "";
}

/** GitLab takes letters, digits, dots, dashes and underscores. */
function sectionId(name: string): string {
  return `relspec_${name.replace(/[^\w.-]/g, "_")}`;
}

function seconds(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}

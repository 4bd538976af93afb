import { type ErrorCode, RelspecError } from "@relspec/core";
import { cleanText } from "./clean-text.ts";

/** What a refusal is about, for the sentences. */
export interface Refused {
  /** The remote's name. */
  readonly remote?: string;
  /** The branch that was pushed, if one was. */
  readonly branch?: string;
  /** The commit was made by a release, on top of the one that was planned: it cannot be put on top of another. */
  readonly release?: boolean;
  /** What was being done, for what is in no row: `git push`. */
  readonly doing?: string;
}

interface Row {
  readonly says: RegExp;
  readonly code: ErrorCode;
  /** Whether trying the same again may work. */
  readonly retryable?: true;
  readonly message: (refused: Required<Refused>, found: string) => string;
  readonly suggestions: (refused: Required<Refused>) => readonly string[];
}

const again = () => ["relspec run"];

/**
 * What git and its servers say, and what the user reads. The first row that matches counts, so the particular comes before
 * the general: a protected branch also ends in "failed to push some refs".
 */
const rows: readonly Row[] = [
  {
    says: /does not support --atomic/,
    code: "RS_STEP_FAILED",
    message: ({ remote }) => `The server behind "${remote}" does not take atomic pushes.`,
    suggestions: () => [],
  },
  {
    says: /without [`'"]?workflow[`'"]? scope/,
    code: "RS_STEP_CREDENTIALS",
    message: ({ remote }) => `The token for "${remote}" may not push commits that change workflow files.`,
    suggestions: () => ["Give the token the `workflow` scope."],
  },
  {
    says: /protected branch|GH006|GH013|not allowed to push code to protected|immutable tag|protected tag|hook declined|cannot be (?:created|updated) due to/i,
    code: "RS_STEP_FAILED",
    message: ({ remote, branch }, found) =>
      branch === "" || /\btags?\b/i.test(found)
        ? `The rules of "${remote}" do not let this user push the tag${found}.`
        : `The rules of "${remote}" do not let this user push to the branch "${branch}"${found}.`,
    suggestions: ({ branch }) =>
      branch === ""
        ? ["Let this user create tags in the host's tag rules, then `relspec run`."]
        : [
            `Let this user bypass the protection of "${branch}" in the host's branch rules, then \`relspec run\`.`,
            "Take `commit` out of the git plugin's options: a release without a commit only pushes tags.",
          ],
  },
  {
    says: /\(already exists\)|would clobber existing tag/,
    code: "RS_PLAN_CONFLICT",
    message: ({ remote }) => `A tag of that name is already on "${remote}", on another commit.`,
    suggestions: ({ remote }) => [`git fetch ${remote} --tags`],
  },
  {
    says: /\(fetch first\)|\(non-fast-forward\)|\(stale info\)|\[rejected\]/,
    code: "RS_PLAN_CONFLICT",
    message: ({ remote, branch }) =>
      branch === ""
        ? `The tags on "${remote}" have been changed meanwhile.`
        : `The branch "${branch}" on "${remote}" has commits that are not here.`,
    suggestions: ({ remote, branch, release }) => {
      if (branch === "") return [`git fetch ${remote} --tags`];
      const pull = `git pull --rebase ${remote} ${branch}`;
      return release ? [`relspec undo && ${pull} && relspec run   # the release of what is there now`] : [pull];
    },
  },
  {
    says: /shallow update not allowed/,
    code: "RS_PLAN_HISTORY",
    message: ({ remote }) => `"${remote}" does not take a push from a shallow clone.`,
    suggestions: () => ["git fetch --unshallow --tags"],
  },
  {
    says: /cannot lock ref|failed to update ref|incorrect old value|reference already exists/i,
    code: "RS_STEP_FAILED",
    retryable: true,
    message: ({ remote }) => `Another push to "${remote}" came in between.`,
    suggestions: again,
  },
  {
    says: /No space left on device|Disk quota exceeded/i,
    code: "RS_STEP_FAILED",
    message: () => "There is no space left on the disk.",
    suggestions: () => ["Make space, then `relspec run`."],
  },
  {
    says: /(?:index|\.lock|HEAD)\.lock'?: File exists|Unable to create '.*\.lock'/,
    code: "RS_STEP_FAILED",
    retryable: true,
    message: () => "Another git process is working in this repository, or one was killed and left its lock.",
    suggestions: () => ["Wait for it to end; if there is none, remove the `.lock` file that the message names."],
  },
  {
    says: /failed to sign|failed to write commit object|signing failed|user\.signingKey|Couldn't (?:load|find) (?:public )?key|No private key found|secret key not available|unsupported value for gpg\.format/i,
    code: "RS_STEP_CREDENTIALS",
    message: (_, found) => `Git could not sign${found}.`,
    suggestions: () => ["git config user.signingKey KEY", "Set `sign: false` in the git plugin's options."],
  },
  {
    says: /Please tell me who you are|unable to auto-detect email|empty ident name|no email was given/,
    code: "RS_STEP_CREDENTIALS",
    message: () => "Git does not know who you are.",
    suggestions: () => ['git config user.name "NAME"', "git config user.email ADDRESS"],
  },
  {
    says: /Host key verification failed/,
    code: "RS_STEP_CREDENTIALS",
    message: ({ remote }) => `The SSH host key of "${remote}" is not known here.`,
    suggestions: () => ["ssh-keyscan HOST >> ~/.ssh/known_hosts"],
  },
  {
    says: /could not read (?:Username|Password)|terminal prompts disabled/,
    code: "RS_STEP_CREDENTIALS",
    message: ({ remote }) => `"${remote}" asks for a user and password, and git has none.`,
    suggestions: () => ["Configure a credential helper, or let the CI's checkout keep its token."],
  },
  {
    says: /Authentication failed|Permission denied \(|HTTP Basic: Access denied|Invalid username or (?:token|password)|returned error: 401/i,
    code: "RS_STEP_CREDENTIALS",
    message: ({ remote }) => `"${remote}" does not accept these credentials.`,
    suggestions: ({ remote }) => [`git ls-remote ${remote}`],
  },
  {
    says: /returned error: 403|Permission to .* denied|not allowed to push|write access .* not granted|deploy key.*read.only|marked as read only/i,
    code: "RS_STEP_CREDENTIALS",
    message: ({ remote }) => `This user may not push to "${remote}".`,
    suggestions: () => ["Give the user or token write access to the repository's contents."],
  },
  {
    says: /returned error: 404|[Rr]epository .*not found|Repository not found|does not appear to be a git repository|project you were looking for could not be found/,
    code: "RS_STEP_FAILED",
    message: ({ remote }) => `There is no repository behind "${remote}", or these credentials may not see it.`,
    suggestions: ({ remote }) => [`git remote get-url ${remote}`],
  },
  {
    says: /returned error: 429|rate limit|too many requests/i,
    code: "RS_STEP_UNREACHABLE",
    retryable: true,
    message: ({ remote }) => `"${remote}" asks for fewer requests.`,
    suggestions: again,
  },
  {
    says: /returned error: 5\d\d|Internal Server Error|\(internal server error\)/i,
    code: "RS_STEP_UNREACHABLE",
    retryable: true,
    message: ({ remote }, found) => `The server behind "${remote}" has a problem${found}.`,
    suggestions: again,
  },
  {
    says: /SSL certificate problem|certificate verif|unable to get local issuer|server certificate/i,
    code: "RS_STEP_UNREACHABLE",
    message: ({ remote }, found) => `The certificate of "${remote}" is not trusted here${found}.`,
    suggestions: () => ["git config http.sslCAInfo FILE"],
  },
  {
    says: /Could not resolve|Name or service not known|Temporary failure in name resolution|nodename nor servname/i,
    code: "RS_STEP_UNREACHABLE",
    retryable: true,
    message: ({ remote }) => `The host of "${remote}" was not found.`,
    suggestions: ({ remote }) => [`git remote get-url ${remote}`],
  },
  {
    says: /timed out|Operation too slow|Failed to connect|Couldn't connect|Connection refused|Network is unreachable|No route to host|Empty reply|reset by peer|Connection was reset|Recv failure|Send failure|RPC failed|early EOF|unexpected disconnect|hung up|transfer closed|HTTP\/2 stream|kex_exchange|Connection closed|curl \d+/i,
    code: "RS_STEP_UNREACHABLE",
    retryable: true,
    message: ({ remote }) => `The connection to "${remote}" broke off.`,
    suggestions: again,
  },
];

/** What git's words mean as an error; what is in no row is `RS_STEP_FAILED` with git's last words. */
export function refusalOf(said: string, refused: Refused = {}): RelspecError {
  const about = {
    remote: refused.remote ?? "the remote",
    branch: refused.branch ?? "",
    release: refused.release ?? false,
    doing: refused.doing ?? "git",
  };
  // Git wraps what a server says into "remote: " lines, and cuts none of it.
  const text = cleanText(said).slice(-16_000);
  const row = rows.find(({ says }) => says.test(text));
  const details = { output: text.slice(-4_000) };
  if (!row) {
    const last = text
      .split("\n")
      .findLast((line) => line.trim() !== "" && !/^hint:|^Done$|^To |failed to push some refs/.test(line));
    return new RelspecError("RS_STEP_FAILED", {
      message: `\`${about.doing}\` failed: ${last?.slice(0, 500) ?? "it did not say why"}.`.replace(/\.+$/, "."),
      details,
    });
  }
  const line = text.split("\n").find((each) => row.says.test(each));
  return new RelspecError(row.code, {
    message: row.message(
      about,
      line === undefined
        ? ""
        : `: ${line
            .replace(/^(?:remote|error|fatal): */g, "")
            .replace(/[\s.]+$/, "")
            .slice(0, 300)}`,
    ),
    suggestions: row.suggestions(about),
    retryable: row.retryable ?? false,
    details,
  });
}

/** Whether the server refused `--atomic`, so that the push has to be made in parts. */
export function refusesAtomic(said: string): boolean {
  return /does not support --atomic/.test(said);
}

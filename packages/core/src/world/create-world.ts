import { plainText } from "../version/plain-text.ts";
import { createRunProgram } from "./run-program.ts";
import { createSendHttp } from "./send-http.ts";
import { makeSecrets } from "./make-secrets.ts";
import { projectFiles } from "./project-files.ts";
import { createRedactor } from "./redactor.ts";
import type { World } from "./world.ts";

interface WorldOptions {
  /** Absolute path of the project's root. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
  /** Gets lines that are redacted and plain. Default: nobody listens. */
  readonly onLog?: (line: string) => void;
}

/** The real outside: programs, network, files, time and secrets behind one argument. */
export function createWorld({ root, env, now = () => new Date(), onLog }: WorldOptions): World {
  const redactor = createRedactor();
  const { redact } = redactor;
  return Object.freeze({
    root,
    run: createRunProgram({ root, env, redact }),
    send: createSendHttp({ redact }),
    files: Object.freeze(projectFiles(root)),
    secrets: Object.freeze(makeSecrets(env, redactor)),
    env: Object.freeze({ ...env }),
    now,
    redact,
    log: (line: string) => onLog?.(plainText(redact(line))),
  });
}

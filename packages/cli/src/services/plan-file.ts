import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { apiVersion, type Plan, RelspecError } from "@relspec/core";

/** Paths are meant from where the command works. */
function locate(file: string, cwd: string | undefined): string {
  return resolve(cwd ?? process.cwd(), file);
}

/** Writes the plan whole or not at all. @throws `RS_USAGE`. */
export async function writePlan(file: string, plan: Plan, cwd: string | undefined): Promise<void> {
  const path = locate(file, cwd);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, `${JSON.stringify(plan, null, 2)}\n`);
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new RelspecError("RS_USAGE", {
      message: `The plan cannot be written to \`${file}\`: ${messageOf(cause)}.`,
      details: { file },
      suggestions: ["Name a file in a directory that exists and can be written to."],
      cause,
    });
  }
}

/** @throws `RS_USAGE` when there is no plan in the file; whether it still holds is the engine's to say. */
export async function readPlan(file: string, cwd: string | undefined): Promise<Plan> {
  const suggestions = ["Write one with `relspec plan --out plan.json`."];
  let text: string;
  try {
    text = await readFile(locate(file, cwd), "utf8");
  } catch (cause) {
    throw new RelspecError("RS_USAGE", {
      message: `The plan \`${file}\` cannot be read: ${messageOf(cause)}.`,
      details: { file },
      suggestions,
      cause,
    });
  }
  const plan = parse(text);
  if (plan === null)
    throw new RelspecError("RS_USAGE", {
      message: `\`${file}\` holds no plan of ${apiVersion}.`,
      details: { file },
      suggestions,
    });
  return plan;
}

function parse(text: string): Plan | null {
  try {
    const value = JSON.parse(text) as Partial<Plan> | null;
    const whole =
      value?.kind === "Plan" &&
      value.apiVersion === apiVersion &&
      typeof value.digest === "string" &&
      Array.isArray(value.stages);
    return whole ? (value as Plan) : null;
  } catch {
    return null;
  }
}

function messageOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === "ENOENT") return "it does not exist";
  if (code === "EISDIR") return "it is a directory";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "it is not permitted";
  return message;
}

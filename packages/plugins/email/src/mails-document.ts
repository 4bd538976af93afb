import type { DocumentKind, Json, Plan } from "@relspec/core";
import { escapeHtml } from "./markdown-to-html.ts";

/** `relspec render mails`: every mail of a release as its reader will see it, on one page, before any is sent. */
export const mailsDocument: DocumentKind = {
  summary: "Every mail of a release, as its readers see it: of the open release, else of the next one.",
  format: "html",
  preview: mailsPage,
  render: (records) => {
    const plan = records.find(({ outcome }) => outcome === "open")?.plan ?? records.at(-1)?.plan;
    return plan === undefined ? page("No mails", ["<p>There is no release on record.</p>"]) : mailsPage(plan);
  },
};

function mailsPage(plan: Plan): string {
  const title =
    plan.release === null ? `Mails of ${plan.name}` : `Mails of ${plan.release.name} ${plan.release.version}`;
  const mails = plan.stages
    .flatMap(({ steps }) => steps)
    .filter(({ uses }) => uses === "email/send")
    .map(({ id, target }) => section(id, target));
  return page(title, mails.length === 0 ? ["<p>No mail is sent.</p>"] : mails);
}

function section(step: string, target: Readonly<Record<string, Json>>): string {
  const { html, text, unsubscribe } = target;
  const rows = [
    ["Step", step],
    ["From", textOf(target["from"])],
    ["Reply to", textOf(target["replyTo"])],
    ["To", textOf(target["to"])],
    ["Cc", textOf(target["cc"])],
    ["Bcc", textOf(target["bcc"])],
    ["Subject", textOf(target["subject"])],
    ["Unsubscribe", textOf((unsubscribe as { readonly ways?: Json } | null | undefined)?.ways)],
    ["Attachments", listOf(target["attachments"])],
  ].filter(([, value]) => value !== "");
  return [
    "<section>",
    `<table>${rows.map(([name, value]) => `<tr><th>${name}</th><td>${escapeHtml(value ?? "")}</td></tr>`).join("")}</table>`,
    // A frame without scripts, forms or an origin: what a mail holds is shown and does nothing.
    ...(typeof html === "string"
      ? [`<iframe sandbox title="${escapeHtml(step)}" srcdoc="${escapeHtml(html)}"></iframe>`]
      : []),
    `<details${typeof html === "string" ? "" : " open"}><summary>As plain text</summary><pre>${escapeHtml(textOf(text))}</pre></details>`,
    "</section>",
  ].join("\n");
}

function textOf(value: Json | undefined): string {
  if (Array.isArray(value)) return value.map(textOf).join(", ");
  return typeof value === "string" ? value : "";
}

function listOf(value: Json | undefined): string {
  return Array.isArray(value) ? value.map((each) => textOf((each as { readonly path?: Json }).path)).join(", ") : "";
}

function page(title: string, body: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>
body { font-family: sans-serif; margin: 2em auto; max-width: 56em; }
section { border: 1px solid #ccc; margin: 2em 0; padding: 1em; }
th { text-align: left; padding-right: 1em; vertical-align: top; }
iframe { border: 1px solid #eee; height: 30em; margin: 1em 0; width: 100%; }
pre { white-space: pre-wrap; }
</style></head>
<body>
<h1>${escapeHtml(title)}</h1>
${body.join("\n")}
</body>
</html>
`;
}

import type { CommandClass } from "./base-command.ts";

/** Every command, each loaded only when it is called. A file below `commands/` and its line here are one. */
export const commandTable: Readonly<Record<string, () => Promise<CommandClass>>> = {
  init: async () => (await import("./commands/init.ts")).Init,
  validate: async () => (await import("./commands/validate.ts")).Validate,
  doctor: async () => (await import("./commands/doctor.ts")).Doctor,
  "change add": async () => (await import("./commands/change/add.ts")).ChangeAdd,
  "change list": async () => (await import("./commands/change/list.ts")).ChangeList,
  "change check": async () => (await import("./commands/change/check.ts")).ChangeCheck,
  plan: async () => (await import("./commands/plan.ts")).Plan,
  run: async () => (await import("./commands/run.ts")).Run,
  status: async () => (await import("./commands/status.ts")).Status,
  history: async () => (await import("./commands/history.ts")).History,
  show: async () => (await import("./commands/show.ts")).Show,
  approve: async () => (await import("./commands/approve.ts")).Approve,
  reject: async () => (await import("./commands/reject.ts")).Reject,
  promote: async () => (await import("./commands/promote.ts")).Promote,
  waive: async () => (await import("./commands/waive.ts")).Waive,
  undo: async () => (await import("./commands/undo.ts")).Undo,
  rollback: async () => (await import("./commands/rollback.ts")).Rollback,
  unlock: async () => (await import("./commands/unlock.ts")).Unlock,
  render: async () => (await import("./commands/render.ts")).Render,
  notes: async () => (await import("./commands/notes.ts")).Notes,
  "audit verify": async () => (await import("./commands/audit/verify.ts")).AuditVerify,
  "explain version": async () => (await import("./commands/explain/version.ts")).ExplainVersion,
  "explain gate": async () => (await import("./commands/explain/gate.ts")).ExplainGate,
  "explain error": async () => (await import("./commands/explain/error.ts")).ExplainError,
  "explain key": async () => (await import("./commands/explain/key.ts")).ExplainKey,
  graph: async () => (await import("./commands/graph.ts")).Graph,
  schema: async () => (await import("./commands/schema.ts")).Schema,
  "plugins list": async () => (await import("./commands/plugins/list.ts")).PluginsList,
  "plugins inspect": async () => (await import("./commands/plugins/inspect.ts")).PluginsInspect,
  "create plugin": async () => (await import("./commands/create/plugin.ts")).CreatePlugin,
  completion: async () => (await import("./commands/completion.ts")).Completion,
};

/** Groups of the overview (`relspec --help`), in the order of a release's life. */
export const commandGroups: Readonly<Record<string, readonly string[]>> = {
  Start: ["init", "validate", "doctor", "schema"],
  Change: ["change add", "change list", "change check"],
  Release: ["plan", "run", "approve", "reject", "waive", "promote", "undo", "rollback", "unlock"],
  Look: ["status", "history", "show", "notes", "render", "graph"],
  Understand: ["explain version", "explain gate", "explain error", "explain key"],
  Prove: ["audit verify"],
  Extend: ["plugins list", "plugins inspect", "create plugin", "completion"],
};

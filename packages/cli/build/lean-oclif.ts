import type { Plugin } from "rolldown";

/**
 * What of oclif the command line never comes to, because it finds its commands in a table, prints its own help and errors,
 * and shows no spinner of oclif's. Loaded anyway by `Command`, it would cost half of a start.
 */
const unused: readonly { readonly from: RegExp; readonly import: RegExp; readonly code: string }[] = [
  // Finds commands, plugins, hooks and themes in folders.
  {
    from: /oclif\/core\/lib\//,
    import: /(^|\/)config(\/config|\/index)?$/,
    code: "export class Config {}\nexport const isConfig = () => false;",
  },
  // Fills in the templates of oclif's help.
  { from: /oclif\/core\/lib\//, import: /^ejs$/, code: "export const render = () => '';" },
  // Its own debugging output.
  {
    from: /oclif\/core\/lib\//,
    import: /^debug$/,
    code: "const silent = Object.assign(() => {}, { enabled: false, extend: () => silent });\nexport default Object.assign(() => silent, { enable() {}, enabled: () => false });",
  },
  // cosmiconfig only looks for the place of a spec, so that its own readers of what is in it are never called.
  {
    from: /cosmiconfig\/dist\//,
    import: /^(js-yaml|typescript|import-fresh|parse-json)$/,
    code: "export const load = () => { throw new Error('not in this bundle'); };",
  },
];

export function leanOclif(): Plugin {
  return {
    name: "lean-oclif",
    resolveId(source, importer) {
      const at = unused.findIndex((one) => one.from.test(importer ?? "") && one.import.test(source));
      return at === -1 ? null : `\0unused-${at}`;
    },
    load(id) {
      const [, at] = /^\0unused-(\d+)$/.exec(id) ?? [];
      return at === undefined ? null : (unused[Number(at)]?.code ?? null);
    },
  };
}

import { RelspecError } from "@relspec/core";

/**
 * HTML with the rules of its `<style>` elements in the elements they are for. What cannot be inlined (`@media`, `:hover`)
 * stays in its `<style>`. No style sheet is loaded from anywhere: a `<link>` to one goes.
 */
export async function inlineStyles(html: string): Promise<string> {
  if (!/<style[\s>]/i.test(html)) return html;
  const { inline } = await import("@css-inline/css-inline").catch((cause: unknown) => {
    throw new RelspecError("RS_SPEC_UNSUPPORTED", {
      message: `Styles cannot be inlined on this machine (${process.platform} ${process.arch}).`,
      suggestions: ["Write `inlineStyles: false` in the options of the plugin email, and `style` attributes by hand."],
      cause,
    });
  });
  return inline(html, {
    loadRemoteStylesheets: false,
    keepStyleTags: true,
    removeInlinedSelectors: true,
    keepAtRules: true,
  });
}

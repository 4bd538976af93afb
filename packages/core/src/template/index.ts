export { renderDocument } from "./render-document.ts";
export { renderTemplate } from "./render-template.ts";

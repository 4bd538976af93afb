export { coreDocuments } from "./core-documents.ts";

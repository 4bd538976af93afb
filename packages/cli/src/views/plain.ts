export { plainLine, plainText } from "@relspec/core";

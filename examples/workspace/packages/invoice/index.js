import { add } from "@acme/money";

export const total = (lines) => lines.reduce(add, 0);

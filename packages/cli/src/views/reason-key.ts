/** Finds the change behind a reason: a commit may bring an intent, which is a change with the same id and another rule. */
export function reasonKey(commit: string, rule: string): string {
  return `${commit} ${rule}`;
}

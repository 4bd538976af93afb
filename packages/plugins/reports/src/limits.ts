/** What a report may ask of its reader. Well above what real ones do, and far below what a machine has. */
export const limits = {
  /** Tags or values inside of each other. */
  depth: 500,
  /** Attributes of one tag. */
  attributes: 1000,
  /** Characters of one text that is kept. */
  text: 4 * 1024 * 1024,
  /** Characters of one value that is kept whole. */
  value: 32 * 1024 * 1024,
} as const;

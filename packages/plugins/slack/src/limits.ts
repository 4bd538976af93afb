/** What Slack takes of a message: characters, or how many. From its reference of Block Kit, read in 2026. */
export const limits = {
  blocks: 50,
  header: 150,
  section: 3000,
  fields: 10,
  field: 2000,
  context: 10,
  actions: 25,
  button: 75,
  alt: 2000,
  url: 3000,
  id: 255,
  text: 40_000,
} as const;

/**
 * What Discord takes at most. Lengths are counted in UTF-16 code units, which is never less than what Discord counts,
 * so that what fits here fits there. Source: Discord's developer documentation (shared/discord-limits.md has the facts).
 */
export const LIMITS = {
  content: 2000,
  embeds: 10,
  embedTitle: 256,
  embedDescription: 4096,
  embedFields: 25,
  embedFieldName: 256,
  embedFieldValue: 1024,
  embedFooter: 2048,
  /** Title, description, fields and footer of all embeds of a message together. */
  embedTotal: 6000,
  rows: 5,
  buttonsInRow: 5,
  buttonLabel: 80,
  customId: 100,
  selectOptions: 25,
  selectText: 100,
  selectPlaceholder: 150,
  modalTitle: 45,
  modalFields: 5,
  labelText: 45,
  labelDescription: 100,
  textInput: 4000,
  textPlaceholder: 100,
  channelName: 100,
  channelTopic: 1024,
  categoryChannels: 50,
  commandName: 32,
  commandDescription: 100,
  commandOptions: 25,
  commandChoices: 25,
  choiceText: 100,
  commandTotal: 8000,
  chatCommands: 100,
  menuCommands: 15,
  nonce: 25,
  /** Before it is URL-encoded it may be shorter still: keep to ASCII. */
  auditLogReason: 512,
  attachments: 10,
  attachmentDescription: 1024,
  /** What every server allows without a boost, in bytes. */
  file: 10 * 1024 * 1024,
  /** A message with its files, in bytes. */
  request: 25 * 1024 * 1024,
} as const;

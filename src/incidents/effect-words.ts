/** What Muster does for an incident by an effect of this kind, in words. */
export const EFFECT_WORDS: Readonly<Record<string, string>> = {
  'channel.open': 'Opening the channel',
  'channel.rename': 'Renaming the channel',
  'members.add': 'Letting people into the channel',
  'message.post': 'Posting a message',
  'card.refresh': 'Keeping this card current',
  announcement: 'Announcing it',
  'voice.open': 'Opening the voice channel',
  'voice.close': 'Deleting the voice channel',
  'channel.delete': 'Deleting the channel',
  'incident.deletion-due': 'Deleting the channel',
  'channel.archive': 'Archiving the channel',
  'incident.diagnose': 'Running diagnostics',
};

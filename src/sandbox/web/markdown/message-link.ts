export interface MessageLink {
  readonly guildId: string;
  readonly channelId: string;
  readonly messageId: string | undefined;
}

const PATH = /^\/channels\/(\d{15,20}|@me)\/(\d{15,20})(?:\/(\d{15,20}))?\/?$/;

/** `/channels/GUILD/CHANNEL/MESSAGE`, as Discord writes the address of a message. */
export function messagePath(path: string): MessageLink | undefined {
  const match = PATH.exec(path);
  if (!match) return undefined;
  const [, guildId = '', channelId = '', messageId] = match;
  return { guildId, channelId, messageId };
}

/** A link to a message here: of this sandbox, or as bots write it, of discord.com, which knows nothing of this guild. */
export function messageLink(href: string): MessageLink | undefined {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  return url.origin === location.origin || url.origin === 'https://discord.com' ? messagePath(url.pathname) : undefined;
}

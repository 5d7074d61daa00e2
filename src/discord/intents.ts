import { ApplicationFlags, GatewayIntentBits } from 'discord-api-types/v10';

/** What Discord withholds until somebody switches it on in the developer portal. */
export type PrivilegedIntent = 'MESSAGE_CONTENT' | 'GUILD_MEMBERS';

const PRIVILEGED: Readonly<Record<PrivilegedIntent, { bit: GatewayIntentBits; flags: number }>> = {
  MESSAGE_CONTENT: {
    bit: GatewayIntentBits.MessageContent,
    flags: ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
  },
  GUILD_MEMBERS: {
    bit: GatewayIntentBits.GuildMembers,
    flags: ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
  },
};

/** What the application's functions need: Discord sends nothing else, which spares reading every word of the server. */
export interface Wanted {
  readonly messages: boolean;
  readonly reactions: boolean;
}

/** In the order in which they are given up when Discord does not say which one it minds. */
export const ALL_PRIVILEGED: readonly PrivilegedIntent[] = ['MESSAGE_CONTENT', 'GUILD_MEMBERS'];

/** The application's flags say which privileged intents it has been given; one with fewer is let in by Discord. */
export const grantedBy = (applicationFlags: number): readonly PrivilegedIntent[] =>
  ALL_PRIVILEGED.filter((name) => (applicationFlags & PRIVILEGED[name].flags) !== 0);

export function intentBits(privileged: readonly PrivilegedIntent[], wanted: Wanted): number {
  let bits: number = GatewayIntentBits.Guilds;
  if (wanted.messages) bits |= GatewayIntentBits.GuildMessages;
  if (wanted.reactions) bits |= GatewayIntentBits.GuildMessageReactions;
  for (const name of privileged) bits |= PRIVILEGED[name].bit;
  return bits;
}

/** What does not work without it, for the log and `/muster status`. */
export const WITHOUT: Readonly<Record<PrivilegedIntent, string>> = {
  MESSAGE_CONTENT:
    'Without the Message Content intent, 📌 reactions cannot read what they mark: use the message menu "Add to timeline". It is switched on in the developer portal, under Bot.',
  GUILD_MEMBERS:
    'Without the Server Members intent, changes of names and roles are noticed late. It is switched on in the developer portal, under Bot.',
};

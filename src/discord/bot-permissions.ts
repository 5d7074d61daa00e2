import { PermissionFlagsBits } from 'discord-api-types/v10';

/** What Muster needs on a server, and what for: the invite link asks for exactly this. */
export const BOT_PERMISSIONS: readonly { readonly bit: bigint; readonly name: string; readonly why: string }[] = [
  { bit: PermissionFlagsBits.ViewChannel, name: 'View Channels', why: 'see the channels that it works in' },
  {
    bit: PermissionFlagsBits.ManageChannels,
    name: 'Manage Channels',
    why: 'open, rename and archive incident channels',
  },
  {
    bit: PermissionFlagsBits.ManageRoles,
    name: 'Manage Roles',
    why: 'let people into private incidents, and keep on-call roles',
  },
  { bit: PermissionFlagsBits.SendMessages, name: 'Send Messages', why: 'announce, page and keep the status card' },
  { bit: PermissionFlagsBits.SendMessagesInThreads, name: 'Send Messages in Threads', why: 'work in threads' },
  {
    bit: PermissionFlagsBits.CreatePublicThreads,
    name: 'Create Public Threads',
    why: 'open a thread when the server is full of channels',
  },
  {
    bit: PermissionFlagsBits.CreatePrivateThreads,
    name: 'Create Private Threads',
    why: 'the same for private incidents',
  },
  { bit: PermissionFlagsBits.ManageThreads, name: 'Manage Threads', why: 'archive them' },
  { bit: PermissionFlagsBits.EmbedLinks, name: 'Embed Links', why: 'draw cards' },
  {
    bit: PermissionFlagsBits.AttachFiles,
    name: 'Attach Files',
    why: 'attach exports, and what is too long for a message',
  },
  {
    bit: PermissionFlagsBits.ReadMessageHistory,
    name: 'Read Message History',
    why: 'read a message that was marked for the timeline',
  },
  { bit: PermissionFlagsBits.AddReactions, name: 'Add Reactions', why: 'show that a marked message was taken' },
  {
    bit: PermissionFlagsBits.MentionEveryone,
    name: 'Mention Everyone',
    why: 'mention on-call roles; it never does so because of what somebody wrote',
  },
  { bit: PermissionFlagsBits.PinMessages, name: 'Pin Messages', why: 'pin the status card' },
  {
    bit: PermissionFlagsBits.ViewAuditLog,
    name: 'View Audit Log',
    why: 'find a channel that it opened just before a crash',
  },
];

const ALL = BOT_PERMISSIONS.reduce((bits, { bit }) => bits | bit, 0n);

/** Where somebody who manages a server lets the bot in. */
export const inviteUrl = (applicationId: string): string =>
  `https://discord.com/oauth2/authorize?client_id=${applicationId}&scope=bot+applications.commands&permissions=${ALL}`;

/** Those that `held` lacks, as sentences for `/muster status`. */
export const missingPermissions = (held: bigint): readonly string[] =>
  (held & PermissionFlagsBits.Administrator) !== 0n
    ? []
    : BOT_PERMISSIONS.filter(({ bit }) => (held & bit) === 0n).map(
        ({ name, why }) => `Without the permission "${name}" Muster cannot ${why}.`,
      );

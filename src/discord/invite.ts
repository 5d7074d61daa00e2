import { OAuth2Scopes, PermissionFlagsBits } from 'discord-api-types/v10';

/** What Muster asks a server for, and why: the invite link and docs/discord-setup.md are made of this. */
export const WANTED_PERMISSIONS: readonly { readonly name: keyof typeof PermissionFlagsBits; readonly why: string }[] =
  [
    { name: 'ViewChannel', why: 'to see the channels that it works in' },
    { name: 'SendMessages', why: 'to announce, post cards and results' },
    { name: 'SendMessagesInThreads', why: 'the same in threads' },
    { name: 'CreatePublicThreads', why: 'to run an incident in a thread when the server has no room for a channel' },
    { name: 'CreatePrivateThreads', why: 'the same for a private incident' },
    { name: 'ManageThreads', why: 'to unarchive and lock those threads' },
    { name: 'ManageChannels', why: 'to open, name, archive and lock incident channels' },
    {
      name: 'ManageRoles',
      why: 'to let people into private channels, and keep the on-call role equal to who is on call',
    },
    { name: 'EmbedLinks', why: 'cards' },
    { name: 'AttachFiles', why: 'pictures, exports and full outputs' },
    { name: 'ReadMessageHistory', why: 'to read a message that somebody pins to the timeline' },
    { name: 'AddReactions', why: 'to mark a message as recorded' },
    { name: 'PinMessages', why: 'to pin the status card' },
    { name: 'MentionEveryone', why: 'to ping a role when somebody is paged; nobody else’s text can make it do so' },
    { name: 'ViewAuditLog', why: 'to find what it did before a crash, instead of doing it twice' },
  ];

/** The address at which an administrator lets Muster into a server. */
export function inviteLink(applicationId: string): string {
  const permissions = WANTED_PERMISSIONS.reduce((bits, { name }) => bits | PermissionFlagsBits[name], 0n);
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`,
    permissions: String(permissions),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}

export const MALFORMED_TOKEN =
  'DISCORD_TOKEN is no bot token: those have three parts with dots between, and the first holds the application’s id. ' +
  'Copy it anew from the developer portal, under Bot (not the client secret, nor the public key).';

/** A bot token begins with its application's id in base64; undefined when it does not. */
export function applicationIdOf(token: string): string | undefined {
  const id = Buffer.from(token.split('.')[0] ?? '', 'base64').toString('latin1');
  return /^\d{17,20}$/.test(id) ? id : undefined;
}

import type {
  APIEmbed,
  APIApplicationCommandOption,
  APIMessageTopLevelComponent,
  APIMessageInteractionMetadata,
  LocalizationMap,
} from 'discord-api-types/v10';
import type { Instant } from '../base/clock.ts';

/** What the sandbox remembers. Plain data, so that a snapshot of it can be written to a file. */
export interface State {
  readonly applicationId: string;
  readonly users: Map<string, User>;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  readonly messages: Map<string, Map<string, Message>>;
  readonly commands: Map<string, Command>;
  readonly webhooks: Map<string, Webhook>;
  readonly audit: AuditEntry[];
  readonly files: Map<string, StoredFile>;
}

export interface User {
  readonly id: string;
  username: string;
  globalName: string | null;
  readonly bot: boolean;
  /** A person who takes no direct messages from the server's members: Discord answers 50007. */
  closedToDirectMessages?: boolean;
}

export interface Guild {
  readonly id: string;
  name: string;
  ownerId: string;
  readonly roles: Map<string, Role>;
  readonly members: Map<string, Member>;
}

export interface Role {
  readonly id: string;
  name: string;
  color: number;
  hoist: boolean;
  position: number;
  permissions: bigint;
  mentionable: boolean;
  /** The bot whose role this is: nobody can give, take or delete it. */
  readonly botId?: string;
}

export interface Member {
  readonly userId: string;
  nick: string | null;
  roles: string[];
  readonly joinedAt: Instant;
  timedOutUntil: Instant | null;
}

export interface Overwrite {
  readonly id: string;
  /** 0 a role, 1 a member. */
  readonly type: 0 | 1;
  allow: bigint;
  deny: bigint;
}

export interface Channel {
  readonly id: string;
  /** Discord's channel type: 0 text, 1 DM, 2 voice, 4 category, 5 announcement, 10-12 threads, 15 forum. */
  readonly type: number;
  readonly guildId: string | null;
  name: string;
  topic: string | null;
  parentId: string | null;
  position: number;
  nsfw: boolean;
  rateLimitPerUser: number;
  overwrites: Overwrite[];
  lastMessageId: string | null;
  lastPinAt: Instant | null;
  /** The people of a direct message, bot included. */
  readonly recipients: readonly string[];
  readonly thread: Thread | null;
}

export interface Thread {
  readonly ownerId: string;
  archived: boolean;
  locked: boolean;
  invitable: boolean;
  autoArchiveMinutes: number;
  archiveChangedAt: Instant;
  readonly members: Map<string, Instant>;
  messageCount: number;
  totalMessageSent: number;
}

export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly type: number;
  content: string;
  embeds: APIEmbed[];
  components: APIMessageTopLevelComponent[];
  attachments: Attachment[];
  flags: number;
  tts: boolean;
  mentionEveryone: boolean;
  mentions: string[];
  mentionRoles: string[];
  editedAt: Instant | null;
  pinnedAt: Instant | null;
  reactions: Reaction[];
  nonce?: string | number;
  reference?: { readonly channelId: string; readonly messageId: string };
  /** Seen by this person only, and reached by the interaction's token only. */
  readonly ephemeralFor?: string;
  /** That person dismissed it: gone for them, while the interaction's token still reaches it. */
  dismissed?: true;
  /** Made through an interaction's token, or a channel's webhook. */
  readonly webhookId?: string;
  /** The name that a webhook's message shows instead of the author's. */
  readonly webhookName?: string;
  readonly interaction?: APIMessageInteractionMetadata;
  /** Of the command that this answers, with group and subcommand: `incident declare`. */
  readonly commandName?: string;
  threadId?: string;
}

export interface Reaction {
  readonly emoji: { readonly id: string | null; readonly name: string };
  readonly users: string[];
}

export interface Attachment {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly contentType: string;
  readonly width?: number;
  readonly height?: number;
  description?: string;
}

export interface StoredFile {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

export interface Webhook {
  readonly id: string;
  readonly channelId: string;
  readonly token: string;
  readonly creatorId: string;
  name: string;
}

export interface Command {
  readonly id: string;
  readonly guildId: string | null;
  /** 1 chat input, 2 user menu, 3 message menu. */
  readonly type: number;
  name: string;
  nameLocalizations: LocalizationMap | null;
  description: string;
  descriptionLocalizations: LocalizationMap | null;
  options: APIApplicationCommandOption[];
  defaultMemberPermissions: bigint | null;
  contexts: number[] | null;
  nsfw: boolean;
  version: string;
}

export interface AuditEntry {
  readonly id: string;
  readonly guildId: string;
  readonly userId: string;
  readonly targetId: string | null;
  readonly actionType: number;
  readonly reason?: string;
  readonly changes: readonly { readonly key: string; readonly old_value?: unknown; readonly new_value?: unknown }[];
  readonly options?: Readonly<Record<string, string>>;
}

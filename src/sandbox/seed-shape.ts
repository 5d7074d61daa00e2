/** Who and what is there at the beginning. Everything has a default: a small company. */
export interface Seed {
  readonly guildName?: string;
  readonly botName?: string;
  /** What the bot's own role may do; without Administrator by default, so that permissions matter. */
  readonly botPermissions?: bigint;
  /** What everybody may do, the bot among them; as a new server of Discord's has it by default. */
  readonly everyonePermissions?: bigint;
  readonly people?: readonly SeedPerson[];
  readonly roles?: readonly SeedRole[];
  readonly channels?: readonly SeedChannel[];
  /** Further guilds that the bot is in, by name: for bots that serve one. */
  readonly otherGuilds?: readonly string[];
}

export interface SeedPerson {
  readonly name: string;
  readonly displayName?: string;
  /** Names of roles. */
  readonly roles?: readonly string[];
  readonly owner?: boolean;
  readonly closedToDirectMessages?: boolean;
}

export interface SeedRole {
  readonly name: string;
  readonly color?: number;
  readonly permissions?: bigint;
  readonly mentionable?: boolean;
}

export interface SeedChannel {
  readonly name: string;
  readonly kind?: 'text' | 'category' | 'announcement' | 'voice' | 'forum';
  readonly category?: string;
  readonly topic?: string;
  /** Only these roles (and the bot) see it. */
  readonly onlyFor?: readonly string[];
}

import { type Client, DiscordAPIError, type Guild, type GuildMember, PermissionFlagsBits } from 'discord.js';
import type { Clock, Instant } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Caller } from './caller.ts';

/** Who is who in the server: names for showing and for exports, roles for what comes from outside of it. */
export interface ChatPeople {
  /** What people see as the name of somebody or of a role, if known at once; an export asks `names` beforehand. */
  readonly nameOf: (id: string) => string | undefined;
  /** Names by id of those that Discord knows: people, members or not, and the server's roles. */
  readonly names: (ids: Iterable<string>) => Promise<ReadonlyMap<string, string>>;
  readonly member: (id: string) => Promise<Caller | undefined>;
  /** Members whose name begins with or contains `typed`, best first: for completion. */
  readonly search: (typed: string, limit: number) => Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** A role's name, as of now. */
  readonly roleNameOf: (id: string) => string | undefined;
  readonly remember: (id: string, name: string) => void;
}

const REMEMBERED = 10_000;
/** Whom Discord could not name is not asked for again before: every card that shows them would ask. */
const ASK_AGAIN_MS = 60_000;

export function createChatPeople(options: {
  readonly guild: () => Guild | undefined;
  readonly client: () => Client | undefined;
  /** Without the Server Members intent what is cached may be stale: roles are then asked for each time. */
  readonly hearsOfChanges: () => boolean;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}): ChatPeople {
  const known = new Map<string, string>();
  const failedAt = new Map<string, Instant>();

  const remember = (id: string, name: string): void => {
    failedAt.delete(id);
    known.delete(id);
    known.set(id, name);
    if (known.size <= REMEMBERED) return;
    for (const oldest of known.keys()) {
      known.delete(oldest);
      return;
    }
  };

  const fetchMember = async (id: string): Promise<GuildMember | undefined> => {
    const guild = options.guild();
    if (!guild || !/^\d{17,20}$/.test(id)) return undefined;
    try {
      return await guild.members.fetch({ user: id, force: !options.hearsOfChanges() });
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 404) return undefined;
      throw error;
    }
  };

  const fetchName = async (id: string): Promise<string | undefined> => {
    const member = await fetchMember(id);
    if (member) return member.displayName;
    const user = await options.client()?.users.fetch(id);
    return user?.displayName;
  };

  const roleNameOf = (id: string): string | undefined => options.guild()?.roles.cache.get(id)?.name;

  return {
    remember,
    roleNameOf,
    nameOf: (id) => known.get(id) ?? options.guild()?.members.cache.get(id)?.displayName ?? roleNameOf(id),

    async names(ids) {
      const found = new Map<string, string>();
      for (const id of new Set(ids)) {
        if (!/^\d{17,20}$/.test(id)) continue;
        const role = roleNameOf(id);
        if (role !== undefined) {
          found.set(id, role);
          continue;
        }
        const failed = failedAt.get(id);
        if (failed !== undefined && options.clock.now() - failed < ASK_AGAIN_MS) continue;
        try {
          const name = known.get(id) ?? (await fetchName(id));
          if (name === undefined) continue;
          remember(id, name);
          found.set(id, name);
        } catch (error) {
          if (failedAt.size >= REMEMBERED) failedAt.clear();
          failedAt.set(id, options.clock.now());
          options.log.debug({ err: error, id }, 'a name is not known to Discord');
        }
      }
      return found;
    },

    async member(id) {
      const member = await fetchMember(id);
      if (!member) return undefined;
      remember(id, member.displayName);
      return {
        id,
        name: member.displayName,
        roleIds: [...member.roles.cache.keys()].filter((role) => role !== member.guild.id),
        managesServer: member.permissions.has(PermissionFlagsBits.ManageGuild),
      };
    },

    async search(typed, limit) {
      const guild = options.guild();
      if (!guild || typed === '') return [];
      const members = await guild.members.search({ query: typed.slice(0, 100), limit });
      return members.map((member) => ({ id: member.id, name: member.displayName }));
    },
  };
}

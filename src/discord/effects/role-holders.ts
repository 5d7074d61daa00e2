import { Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { z } from 'zod';
import { CODES } from '../discord-error.ts';
import { isCode } from '../outcome.ts';

const membersSchema = z.array(z.object({ user: z.object({ id: z.string() }), roles: z.array(z.string()) }));
const PAGE = 1000;

/**
 * Who has each of these roles, bots included. Undefined when Discord does not say: without the Server Members intent. The whole
 * server is listed, a thousand people a request, and once for all roles.
 */
export async function holdersOf(
  rest: REST,
  guildId: string,
  roles: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>> | undefined> {
  const holders = new Map(roles.map((role) => [role, new Set<string>()]));
  if (holders.size === 0) return holders;
  let after = '0';
  try {
    for (;;) {
      const query = new URLSearchParams({ limit: String(PAGE), after });
      const page = membersSchema.parse(await rest.get(Routes.guildMembers(guildId), { query }));
      for (const member of page) for (const role of member.roles) holders.get(role)?.add(member.user.id);
      if (page.length < PAGE) return holders;
      after = page.at(-1)?.user.id ?? after;
    }
  } catch (error) {
    if (isCode(error, CODES.missingAccess, CODES.missingPermissions)) return undefined;
    throw error;
  }
}

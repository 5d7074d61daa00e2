import { Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { z } from 'zod';
import { CODES } from '../discord-error.ts';
import { isCode } from '../outcome.ts';

const membersSchema = z.array(z.object({ user: z.object({ id: z.string() }), roles: z.array(z.string()) }));
const PAGE = 1000;

/** Who has a role, bots included. Undefined when Discord does not say: without the Server Members intent. */
export async function holdersOf(rest: REST, guildId: string, role: string): Promise<Set<string> | undefined> {
  const holders = new Set<string>();
  let after = '0';
  try {
    for (;;) {
      const query = new URLSearchParams({ limit: String(PAGE), after });
      const page = membersSchema.parse(await rest.get(Routes.guildMembers(guildId), { query }));
      for (const member of page) if (member.roles.includes(role)) holders.add(member.user.id);
      if (page.length < PAGE) return holders;
      after = page.at(-1)?.user.id ?? after;
    }
  } catch (error) {
    if (isCode(error, CODES.missingAccess, CODES.missingPermissions)) return undefined;
    throw error;
  }
}

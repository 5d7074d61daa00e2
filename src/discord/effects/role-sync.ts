import { Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { z } from 'zod';
import type { EffectHandler } from '../../timeline/effect.ts';
import { CODES } from '../discord-error.ts';
import { auditReason } from '../fit.ts';
import { isCode } from '../outcome.ts';
import { type Desk, effectHandler } from './desk.ts';
import { idSchema } from './payloads.ts';
import { holdersOf } from './role-holders.ts';

const payloadSchema = z.object({
  role: idSchema,
  holders: z.array(idSchema),
  /** Who is to lose it, where Discord does not let Muster read who holds it (no Server Members intent). */
  formerly: z.array(idSchema).default([]),
  /** Who has it by somebody else's hand: loses it, or keeps it where the role is not kept equal to anything any more. */
  others: z.enum(['lose', 'keep']).default('lose'),
});

/** Gives a role to exactly these people: an on-call schedule's, for mentions. A role that is let go may be gone itself. */
export const roleSync = (desk: Desk, rest: REST): EffectHandler =>
  effectHandler(desk, payloadSchema, async ({ role, holders, formerly, others }, effect) => {
    const options = { reason: auditReason(`Muster effect ${effect.id}`) };
    const present =
      others === 'keep'
        ? new Set(formerly)
        : ((await holdersOf(rest, desk.guildId(), [role]))?.get(role) ?? new Set(formerly));
    const wanted = new Set(holders);
    for (const id of present) {
      if (!wanted.has(id)) {
        await gone(() => rest.delete(Routes.guildMemberRole(desk.guildId(), id, role), options), others === 'keep');
      }
    }
    for (const id of wanted) {
      // Without the list it is given anew, which changes nothing for who has it.
      if (!present.has(id) || formerly.includes(id)) {
        await gone(() => rest.put(Routes.guildMemberRole(desk.guildId(), id, role), options));
      }
    }
    return undefined;
  });

/** Somebody who left the server is no reason to stop. */
async function gone(run: () => Promise<unknown>, roleToo = false): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (isCode(error, CODES.unknownMember, CODES.unknownUser)) return;
    if (!roleToo || !isCode(error, CODES.unknownRole)) throw error;
  }
}

import type { REST } from 'discord.js';
import { z } from 'zod';
import type { EffectHandler } from '../../timeline/effect.ts';
import { CODES } from '../discord-error.ts';
import { isCode } from '../outcome.ts';
import { type Desk, effectHandler } from './desk.ts';
import { idSchema } from './payloads.ts';
import { holdersOf } from './role-holders.ts';
import { letIntoThread, MOST_OF_A_ROLE } from './thread-people.ts';

const payloadSchema = z.object({ channelId: idSchema, people: z.array(idSchema), roles: z.array(idSchema) });

/**
 * Makes who is in a private thread equal to these people and who has one of these roles now: a thread holds people only,
 * and roles come and go. Without the Server Members intent nobody knows who has a role, and nobody is let in or put out.
 */
export const threadSync = (desk: Desk, rest: REST): EffectHandler =>
  effectHandler(
    desk,
    payloadSchema,
    async ({ channelId, people, roles }) => {
      const holders = await holdersOf(rest, desk.guildId(), roles);
      if (!holders) return undefined;
      const ofRoles = [...holders.values()].map((each) => [...each]);
      const there = await desk.channels.threadMembers(channelId).catch((error: unknown) => {
        // Another server's: an import tells of it. Of one that was deleted the incident is told.
        if (isCode(error, CODES.missingAccess)) return undefined;
        throw error;
      });
      if (!there) return undefined;
      const inside = new Set(there);
      const bot = desk.botId();
      const missing = [...people, ...ofRoles.flatMap((each) => each.slice(0, MOST_OF_A_ROLE))].filter(
        (id) => id !== bot && !inside.has(id),
      );
      // Who cannot come was named when they were added.
      await letIntoThread(desk, channelId, new Set(missing));
      const may = new Set([...people, ...ofRoles.flat()]);
      for (const id of inside) {
        if (id === bot || may.has(id)) continue;
        try {
          await desk.channels.removeFromThread(channelId, id);
        } catch (error) {
          if (!isCode(error, CODES.unknownMember, CODES.unknownUser)) throw error;
        }
      }
      return undefined;
    },
    'over',
  );

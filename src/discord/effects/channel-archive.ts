import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import type { Effect, EffectHandler } from '../../timeline/effect.ts';
import { type Overwrite, isThread } from '../channels.ts';
import { CODES } from '../discord-error.ts';
import { isCode } from '../outcome.ts';
import { type ChannelRule, lockedFor, ownRules, unlockedFor } from './channel-rules.ts';
import { type Desk, effectHandler } from './desk.ts';
import { idSchema } from './payloads.ts';

const archiveSchema = z.object({ channelId: idSchema, category: z.string(), locked: z.boolean() });

export interface ChannelArchiveSources {
  /** Before a channel is locked: what it says of speaking otherwise than its category. Once it is locked nobody knows any more. */
  readonly keepChannelRules?: (effect: Effect, rules: readonly ChannelRule[]) => Promise<Result<unknown>>;
  /** What was kept of the channel when it was locked. */
  readonly keptChannelRules?: (effect: Effect) => Promise<readonly ChannelRule[]>;
}

/** Moves a channel to the category of that name, when there is room for one, where it can be read, and written in unless it is locked. A thread is archived. */
export const channelArchive = (desk: Desk, sources: ChannelArchiveSources): EffectHandler =>
  effectHandler(desk, archiveSchema, async ({ channelId, category, locked }, effect) => {
    const reason = `Muster effect ${effect.id}`;
    const channel = await desk.channels.fetch(channelId);
    if (isThread(channel)) {
      await desk.channels.patch(channelId, { archived: locked, locked }, reason);
      return undefined;
    }
    const channels = await desk.channels.list();
    const rulesOf = (id: string | null | undefined): readonly Overwrite[] =>
      channels.find((each) => each.id === id)?.permission_overwrites ?? [];
    const present = channels.find((each) => each.id === channel.parent_id);
    const there = present !== undefined && sameCategory(present.name ?? '', category);
    const changeIn = async (parentId: string | null | undefined): Promise<Result<unknown> | undefined> => {
      const overwrites = locked
        ? lockedFor(desk, channel)
        : unlockedFor(desk, channel, rulesOf(parentId), (await sources.keptChannelRules?.(effect)) ?? []);
      if (locked && overwrites) {
        const kept = await sources.keepChannelRules?.(effect, ownRules(desk, channel, rulesOf(channel.parent_id)));
        if (kept && !kept.ok) return kept;
      }
      const moves = parentId !== channel.parent_id;
      if (moves || overwrites) {
        const body = {
          ...(moves && { parent_id: parentId }),
          ...(overwrites && { permission_overwrites: overwrites }),
        };
        await desk.channels.patch(channelId, body, reason);
      }
      return undefined;
    };
    if (there) return changeIn(present.id);
    try {
      return await desk.channels.inCategory(category, changeIn);
    } catch (error) {
      // The server has no room for one more category: the channel stays where it stands, locked or not as is wanted.
      if (isCode(error, CODES.maximumGuildChannels)) return changeIn(channel.parent_id);
      throw error;
    }
  });

/** `Incidents 2` continues `Incidents`. */
const sameCategory = (present: string, wanted: string): boolean =>
  present.toLowerCase().replace(/ \d+$/, '') === wanted.toLowerCase();

import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import type { Effect, EffectHandler } from '../../timeline/effect.ts';
import { CODES } from '../discord-error.ts';
import { isCode } from '../outcome.ts';
import { channelAddress } from '../permalink.ts';
import { onlyFor } from './channel-open.ts';
import { type Desk, effectHandler, triedBefore } from './desk.ts';
import { idSchema } from './payloads.ts';

const openSchema = z.object({
  name: z.string(),
  category: z.string(),
  private: z.boolean(),
  people: z.array(idSchema),
  roles: z.array(idSchema),
});

/** Opens a voice channel, once: what an earlier try may have made is looked for by the effect's id in the audit log. */
export const voiceOpen = (
  desk: Desk,
  sources: {
    readonly voiceOpened?: (effect: Effect, channelId: string, address: string) => Promise<Result<unknown>>;
    /** The server has no room for another channel. Not given: the effect is parked. */
    readonly voiceRefused?: (effect: Effect) => Promise<Result<unknown>>;
    readonly channelsCounted?: (effect: Effect, channels: number) => Promise<Result<unknown>>;
  },
): EffectHandler =>
  effectHandler(desk, openSchema, async (payload, effect) => {
    const earlier = triedBefore(effect) ? await desk.channels.createdWith(effect.id) : undefined;
    let channelId = earlier;
    try {
      const { name } = payload;
      const overwrites = payload.private ? onlyFor(desk, payload) : [];
      channelId ??= await desk.channels.inCategory(payload.category, (parentId) =>
        desk.channels.create({ name, voice: true, parentId, overwrites }, `Muster effect ${effect.id}`),
      );
    } catch (error) {
      if (sources.voiceRefused && isCode(error, CODES.maximumGuildChannels)) return sources.voiceRefused(effect);
      throw error;
    }
    const told = await sources.voiceOpened?.(effect, channelId, channelAddress(desk.guildId(), channelId));
    await sources.channelsCounted?.(effect, (await desk.channels.list()).length);
    return told;
  });

const channelSchema = z.object({ channelId: idSchema });

export const voiceClose = (
  desk: Desk,
  closed?: (effect: Effect, channelId: string) => Promise<Result<unknown>>,
): EffectHandler =>
  effectHandler(desk, channelSchema, async ({ channelId }, effect) => {
    await desk.channels.remove(channelId, `Muster effect ${effect.id}`);
    return closed?.(effect, channelId);
  });

/** Asks whether it is still there: it may have been deleted while nobody listened, which ends this as it ends any other. */
export const voiceLook = (desk: Desk): EffectHandler =>
  effectHandler(
    desk,
    channelSchema,
    async ({ channelId }) => {
      try {
        await desk.channels.fetch(channelId);
      } catch (error) {
        // One that Muster may not see is there.
        if (!isCode(error, CODES.missingAccess, CODES.missingPermissions)) throw error;
      }
      return undefined;
    },
    'over',
  );

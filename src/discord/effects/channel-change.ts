import { z } from 'zod';
import type { EffectHandler } from '../../timeline/effect.ts';
import { isThread } from '../channels.ts';
import { channelName, fit } from '../fit.ts';
import { LIMITS } from '../limits.ts';
import { topicText } from '../markdown.ts';
import { type Desk, effectHandler } from './desk.ts';
import { idSchema } from './payloads.ts';

const renameSchema = z.object({ channelId: idSchema, name: z.string(), topic: z.string().optional() });

/** Name and topic in one request: Discord allows few such changes. A thread has no topic. */
export const channelRename = (desk: Desk): EffectHandler =>
  effectHandler(desk, renameSchema, async ({ channelId, name, topic }, effect) => {
    const channel = await desk.channels.fetch(channelId);
    const wanted = isThread(channel)
      ? { name: fit(name, LIMITS.channelName) }
      : { name: channelName(name), ...(topic !== undefined && { topic: topicText(topic) }) };
    const same = channel.name === wanted.name && (!('topic' in wanted) || (channel.topic ?? '') === wanted.topic);
    if (!same) await desk.channels.patch(channelId, wanted, `Muster effect ${effect.id}`);
    return undefined;
  });

const topicSchema = z.object({
  channelId: idSchema,
  topic: z.string(),
  /** What Muster wrote there before. */
  formerly: z.array(z.string()).default([]),
  /** What somebody else wrote is changed, or kept where the topic is not kept equal to anything any more. */
  others: z.enum(['lose', 'keep']).default('lose'),
});

export const channelTopic = (desk: Desk): EffectHandler =>
  effectHandler(desk, topicSchema, async ({ channelId, topic, formerly, others }, effect) => {
    const channel = await desk.channels.fetch(channelId);
    const wanted = fit(topic, LIMITS.channelTopic);
    if (isThread(channel) || (channel.topic ?? '') === wanted) return undefined;
    const isOurs = formerly.some((words) => fit(words, LIMITS.channelTopic) === channel.topic);
    if (others === 'keep' && !isOurs) return undefined;
    await desk.channels.patch(channelId, { topic: wanted }, `Muster effect ${effect.id}`);
    return undefined;
  });

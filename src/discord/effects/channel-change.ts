import { OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';
import { z } from 'zod';
import type { EffectHandler } from '../../timeline/effect.ts';
import { type Channel, type Overwrite, TAKE_PART, isThread } from '../channels.ts';
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

const archiveSchema = z.object({ channelId: idSchema, category: z.string(), locked: z.boolean() });

/** Moves a channel to the category of that name, where it can be read, and written in unless it is locked. A thread is archived. */
export const channelArchive = (desk: Desk): EffectHandler =>
  effectHandler(desk, archiveSchema, async ({ channelId, category, locked }, effect) => {
    const reason = `Muster effect ${effect.id}`;
    const channel = await desk.channels.fetch(channelId);
    if (isThread(channel)) {
      await desk.channels.patch(channelId, { archived: locked, locked }, reason);
      return undefined;
    }
    const overwrites = withSending(desk, channel, !locked);
    const categories = (await desk.channels.list()).filter((each) => each.id === channel.parent_id);
    const there = categories.some((each) => sameCategory(each.name ?? '', category));
    const move = there ? {} : { parent_id: await desk.channels.category(category) };
    if (!there || overwrites) {
      const body = { ...move, ...(overwrites && { permission_overwrites: overwrites }) };
      await desk.channels.patch(channelId, body, reason);
    }
    return undefined;
  });

/** `Incidents 2` continues `Incidents`. */
const sameCategory = (present: string, wanted: string): boolean =>
  present.toLowerCase().replace(/ \d+$/, '') === wanted.toLowerCase();

/** In the channel, in its threads, and in ones that somebody would begin. */
const SPEAK =
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.CreatePrivateThreads;

/** The channel's overwrites with speaking allowed or denied to everybody; undefined when that is how it is already. */
function withSending(desk: Desk, channel: Channel, allowed: boolean): Overwrite[] | undefined {
  const everyone = desk.guildId();
  const present = channel.permission_overwrites.find((overwrite) => overwrite.id === everyone);
  const deny = BigInt(present?.deny ?? '0');
  if ((deny & SPEAK) === (allowed ? 0n : SPEAK)) return undefined;
  const bot = desk.botId();
  const others = channel.permission_overwrites.filter(({ id }) => id !== everyone && id !== bot);
  return [
    // Those of a private channel are let in one by one, which would go before what everybody may.
    ...others.map((overwrite) => {
      const allow = BigInt(overwrite.allow);
      const letIn = (allow & PermissionFlagsBits.ViewChannel) !== 0n;
      return {
        ...overwrite,
        allow: String(allowed && letIn ? allow | PermissionFlagsBits.SendMessages : allow & ~SPEAK),
      };
    }),
    // Muster itself goes on writing; without that Discord would not let it unlock the channel either.
    ...(bot === undefined
      ? []
      : [{ id: bot, type: Number(OverwriteType.Member), allow: String(TAKE_PART | SPEAK), deny: '0' }]),
    {
      id: everyone,
      type: Number(OverwriteType.Role),
      allow: String(BigInt(present?.allow ?? '0') & ~SPEAK),
      deny: String(allowed ? deny & ~SPEAK : deny | SPEAK),
    },
  ];
}

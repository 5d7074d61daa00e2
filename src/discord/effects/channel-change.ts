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
    const channels = await desk.channels.list();
    const present = channels.find((each) => each.id === channel.parent_id);
    const there = present !== undefined && sameCategory(present.name ?? '', category);
    const parentId = there ? present.id : await desk.channels.category(category);
    const rules = channels.find((each) => each.id === parentId)?.permission_overwrites ?? [];
    const overwrites = locked ? lockedFor(desk, channel) : unlockedFor(desk, channel, rules);
    const move = there ? {} : { parent_id: parentId };
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

/** What of it Muster can take and give back: Discord refuses the whole change for one permission that Muster lacks. */
const speakingIn = (desk: Desk, channelId: string): bigint =>
  (SPEAK & desk.heldIn(channelId)) | PermissionFlagsBits.SendMessages;

/** The channel's overwrites with speaking denied to everybody; undefined when that is how it is already. */
function lockedFor(desk: Desk, channel: Channel): Overwrite[] | undefined {
  const speaking = speakingIn(desk, channel.id);
  const everyone = overwriteOf(channel.permission_overwrites, desk.guildId());
  if ((BigInt(everyone.deny) & speaking) === speaking) return undefined;
  return [
    // Those of a private channel are let in one by one, which would go before what everybody may.
    ...others(desk, channel).map((overwrite) => ({ ...overwrite, allow: put(overwrite.allow, speaking, 0n) })),
    ...ownIn(desk, speaking),
    { ...everyone, allow: put(everyone.allow, speaking, 0n), deny: put(everyone.deny, speaking, speaking) },
  ];
}

/**
 * The channel's overwrites with speaking as its category has it, which is how a new channel begins, and allowed to those who were let in;
 * undefined when it is not locked.
 */
function unlockedFor(desk: Desk, channel: Channel, rules: readonly Overwrite[]): Overwrite[] | undefined {
  const speaking = speakingIn(desk, channel.id);
  const everyone = overwriteOf(channel.permission_overwrites, desk.guildId());
  if ((BigInt(everyone.deny) & PermissionFlagsBits.SendMessages) === 0n) return undefined;
  const rule = overwriteOf(rules, desk.guildId());
  return [
    ...others(desk, channel).map((overwrite) => {
      const isLetIn = (BigInt(overwrite.allow) & PermissionFlagsBits.ViewChannel) !== 0n;
      const ruled = rules.find(({ id }) => id === overwrite.id)?.allow;
      const allowed = ruled === undefined && isLetIn ? PermissionFlagsBits.SendMessages : BigInt(ruled ?? '0');
      return { ...overwrite, allow: put(overwrite.allow, speaking, allowed) };
    }),
    ...ownIn(desk, speaking),
    {
      ...everyone,
      allow: put(everyone.allow, speaking, BigInt(rule.allow)),
      deny: put(everyone.deny, speaking, BigInt(rule.deny)),
    },
  ];
}

/** `bits`, in which those of `mask` are as in `from`. */
const put = (bits: string, mask: bigint, from: bigint): string => String((BigInt(bits) & ~mask) | (from & mask));

const overwriteOf = (overwrites: readonly Overwrite[], role: string): Overwrite =>
  overwrites.find(({ id }) => id === role) ?? { id: role, type: Number(OverwriteType.Role), allow: '0', deny: '0' };

const others = (desk: Desk, { permission_overwrites }: Channel): readonly Overwrite[] =>
  permission_overwrites.filter(({ id }) => id !== desk.guildId() && id !== desk.botId());

/** Muster itself goes on writing; without that Discord would not let it unlock the channel either. */
function ownIn(desk: Desk, speaking: bigint): readonly Overwrite[] {
  const id = desk.botId();
  const allow = String(TAKE_PART | speaking);
  return id === undefined ? [] : [{ id, type: Number(OverwriteType.Member), allow, deny: '0' }];
}

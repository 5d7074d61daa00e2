import { OverwriteType, PermissionFlagsBits } from 'discord-api-types/v10';
import { z } from 'zod';
import { failpoint } from '../../base/failpoint.ts';
import type { Result } from '../../base/result.ts';
import { paragraph } from '../../commands/message.ts';
import type { Effect, EffectHandler } from '../../timeline/effect.ts';
import { type Overwrite, TAKE_PART } from '../channels.ts';
import { CODES } from '../discord-error.ts';
import { channelName, fit } from '../fit.ts';
import { LIMITS } from '../limits.ts';
import { topicText } from '../markdown.ts';
import { isCode } from '../outcome.ts';
import { channelAddress, instantOfId } from '../permalink.ts';
import { type Desk, effectHandler, onceOf, triedBefore } from './desk.ts';
import { idSchema } from './payloads.ts';
import { letIntoThread, peopleNotLetIn } from './thread-people.ts';

const payloadSchema = z.object({
  name: z.string(),
  topic: z.string(),
  /** The category's name. */
  category: z.string(),
  private: z.boolean(),
  people: z.array(idSchema),
  roles: z.array(idSchema),
  /** Where a thread takes the channel's place when the server has no room for one more: a channel's id or name. */
  threadIn: z.string(),
});
type Payload = z.infer<typeof payloadSchema>;

export interface ChannelOpenSources {
  readonly channelOpened: (
    effect: Effect,
    channelId: string,
    thread: boolean,
    address: string,
  ) => Promise<Result<unknown>>;
  /** After a channel was made or deleted: how many the server has. Threads do not count. */
  readonly channelsCounted?: (effect: Effect, channels: number) => Promise<Result<unknown>>;
}

/**
 * Opens a channel, once: the effect's id stands in the audit log beside it, where it is searched for after a try of
 * which nobody knows how it ended.
 */
export function channelOpen(desk: Desk, sources: ChannelOpenSources): EffectHandler {
  const opened = (effect: Effect, channelId: string, thread: boolean): Promise<Result<unknown>> =>
    sources.channelOpened(effect, channelId, thread, channelAddress(desk.guildId(), channelId));
  return effectHandler(desk, payloadSchema, async (payload, effect) => {
    const earlier = triedBefore(effect) ? await findEarlier(desk, payload, effect) : undefined;
    if (earlier !== undefined) return opened(effect, earlier, false);
    const earlierThread = triedBefore(effect) ? await findEarlierThread(desk, payload, effect) : undefined;
    if (earlierThread !== undefined) {
      await letIn(desk, earlierThread, payload, effect);
      return opened(effect, earlierThread, true);
    }
    const reason = `Muster effect ${effect.id}`;
    try {
      const overwrites = payload.private ? onlyFor(desk, payload) : [];
      const { name, topic } = payload;
      const channelId = await desk.channels.inCategory(payload.category, (parentId) =>
        desk.channels.create({ name, topic, parentId, overwrites }, reason),
      );
      failpoint('discord.channel-created');
      const told = await opened(effect, channelId, false);
      await sources.channelsCounted?.(effect, (await desk.channels.list()).length);
      return told;
    } catch (error) {
      if (!isCode(error, CODES.maximumGuildChannels)) throw error;
      const told = await opened(effect, await openThread(desk, payload, effect), true);
      await sources.channelsCounted?.(effect, (await desk.channels.list()).length);
      return told;
    }
  });
}

async function openThread(desk: Desk, payload: Payload, effect: Effect): Promise<string> {
  const parent = await desk.channels.named(payload.threadIn);
  const thread = await desk.channels.openThread(parent, payload.name, payload.private, `Muster effect ${effect.id}`);
  failpoint('discord.thread-opened');
  await letIn(desk, thread, payload, effect);
  return thread;
}

/** A private thread's people come with `members.add`, which follows every opening and says who could not be let in. */
async function letIn(desk: Desk, thread: string, payload: Payload, effect: Effect): Promise<void> {
  if (payload.private) return;
  const leftOut = await letIntoThread(desk, thread, payload.people);
  if (leftOut.length > 0)
    await desk.messages.post(thread, paragraph(peopleNotLetIn(leftOut), { tone: 'warning' }), onceOf(effect));
}

/** By the audit log; who may not read that finds it by name and age. */
async function findEarlierThread(desk: Desk, payload: Payload, effect: Effect): Promise<string | undefined> {
  const marked = await desk.channels.threadOpenedWith(effect.id);
  if (marked !== undefined) return marked;
  const name = fit(payload.name, LIMITS.channelName);
  const threads = await desk.channels.activeThreads();
  return threads.find((thread) => thread.name === name && instantOfId(thread.id) >= effect.createdAt - 60_000)?.id;
}

/** By the audit log; who may not read that finds it by name, topic and age. */
async function findEarlier(desk: Desk, payload: Payload, effect: Effect): Promise<string | undefined> {
  const marked = await desk.channels.createdWith(effect.id);
  if (marked !== undefined) return marked;
  const name = channelName(payload.name);
  const channels = await desk.channels.list();
  return channels.find(
    (channel) =>
      channel.name === name &&
      channel.topic === topicText(payload.topic) &&
      instantOfId(channel.id) >= effect.createdAt - 60_000,
  )?.id;
}

/** Nobody but these, and Muster itself, sees it. */
export function onlyFor(desk: Desk, payload: Pick<Payload, 'people' | 'roles'>): Overwrite[] {
  const allow = String(TAKE_PART);
  const member = Number(OverwriteType.Member);
  const role = Number(OverwriteType.Role);
  const bot = desk.botId();
  return [
    { id: desk.guildId(), type: role, allow: '0', deny: String(PermissionFlagsBits.ViewChannel) },
    ...(bot === undefined ? [] : [{ id: bot, type: member, allow, deny: '0' }]),
    ...payload.roles.map((id) => ({ id, type: role, allow, deny: '0' })),
    ...payload.people.filter((id) => id !== bot).map((id) => ({ id, type: member, allow, deny: '0' })),
  ].slice(0, 100);
}

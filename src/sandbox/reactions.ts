import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import type { Channel, Message, Reaction } from './model.ts';
import { requireIn } from './permissions.ts';
import { refused } from './refused.ts';
import { memberShape } from './shapes/member.ts';
import { requireActive } from './threads.ts';
import { type World, userOf } from './world.ts';

type Emoji = Reaction['emoji'];

/** `%F0%9F%93%8C` decoded, or `name:id` of a custom one. Refuses 10014 for what is no emoji. */
export function parseEmoji(text: string): Emoji {
  const custom = /^(?:a:)?(\w{2,32}):(\d{17,20})$/.exec(text);
  if (custom) return { id: custom[2] ?? null, name: custom[1] ?? '' };
  if (!/^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}\uFE0F?|[0-9#*]\uFE0F?\u20E3)$/v.test(text)) throw refused(10014);
  return { id: null, name: text };
}

const isSame = (a: Emoji, b: Emoji): boolean =>
  a.id === null ? b.id === null && bare(a.name) === bare(b.name) : a.id === b.id;
/** 📌 with and without its variation selector is one reaction. */
const bare = (name: string): string => name.replaceAll('\uFE0F', '');

export const reactionOf = (message: Message, emoji: Emoji): Reaction | undefined =>
  message.reactions.find((reaction) => isSame(reaction.emoji, emoji));

export function addReaction(world: World, channel: Channel, message: Message, emoji: Emoji, userId: string): void {
  if (message.ephemeralFor !== undefined) throw refused(10008);
  requireActive(world, channel);
  const existing = reactionOf(message, emoji);
  const needed = P.ReadMessageHistory | (existing ? 0n : P.AddReactions);
  requireIn(world.state, channel, userId, world.clock.now(), needed);
  if (!existing && message.reactions.length >= world.limits.reactionKinds) throw refused(30010);
  if (existing?.users.includes(userId)) return;
  if (existing) existing.users.push(userId);
  else message.reactions.push({ emoji, users: [userId] });
  const member = channel.guildId === null ? undefined : world.state.guilds.get(channel.guildId)?.members.get(userId);
  world.events.publish({
    t: 'MESSAGE_REACTION_ADD',
    d: {
      ...place(channel, message),
      user_id: userId,
      message_author_id: message.authorId,
      emoji,
      burst: false,
      type: 0,
      ...(member && { member: memberShape(member, userOf(world, userId)) }),
    },
    guildId: channel.guildId,
    channelId: channel.id,
  });
}

export function removeReaction(world: World, channel: Channel, message: Message, emoji: Emoji, userId: string): void {
  requireActive(world, channel);
  const reaction = reactionOf(message, emoji);
  if (!reaction?.users.includes(userId)) throw refused(10014);
  reaction.users.splice(reaction.users.indexOf(userId), 1);
  if (reaction.users.length === 0) message.reactions.splice(message.reactions.indexOf(reaction), 1);
  world.events.publish({
    t: 'MESSAGE_REACTION_REMOVE',
    d: { ...place(channel, message), user_id: userId, emoji, burst: false, type: 0 },
    guildId: channel.guildId,
    channelId: channel.id,
  });
}

/** All reactions, or all of one emoji. */
export function clearReactions(world: World, channel: Channel, message: Message, emoji?: Emoji): void {
  requireActive(world, channel);
  message.reactions = emoji ? message.reactions.filter((reaction) => !isSame(reaction.emoji, emoji)) : [];
  world.events.publish({
    t: emoji ? 'MESSAGE_REACTION_REMOVE_EMOJI' : 'MESSAGE_REACTION_REMOVE_ALL',
    d: { ...place(channel, message), ...(emoji && { emoji }) },
    guildId: channel.guildId,
    channelId: channel.id,
  });
}

const place = (channel: Channel, message: Message): object => ({
  channel_id: channel.id,
  message_id: message.id,
  ...(channel.guildId !== null && { guild_id: channel.guildId }),
});

import type { REST } from 'discord.js';
import type { Result } from '../../base/result.ts';
import type { Effect, EffectHandlers } from '../../timeline/effect.ts';
import { answerEdit } from './answer-edit.ts';
import { answerLate } from './answer-late.ts';
import { answerMissed } from './answer-missed.ts';
import { type BoardSource, boardRefresh } from './board-refresh.ts';
import { channelArchive, type ChannelArchiveSources } from './channel-archive.ts';
import { channelRename, channelTopic } from './channel-change.ts';
import { channelDelete, type ChannelDeletion } from './channel-delete.ts';
import { channelOpen, type ChannelOpenSources } from './channel-open.ts';
import type { ChannelMissing, Desk } from './desk.ts';
import { directMessage } from './direct-message.ts';
import { membersAdd } from './members-add.ts';
import { messageEdit } from './message-edit.ts';
import { messagePost } from './message-post.ts';
import { roleSync } from './role-sync.ts';
import { threadSync } from './thread-sync.ts';
import { voiceClose, voiceLook, voiceOpen } from './voice.ts';

/** Where what an effect learned goes (`address` is where it can be looked at), and what the boards show: functions of the domains. Each marks its effect as done. */
export interface EffectSources extends ChannelOpenSources, ChannelArchiveSources {
  /** By effect kind: `card.refresh`, `announcement` … */
  readonly boards: Readonly<Record<string, BoardSource>>;
  readonly voiceOpened?: (effect: Effect, channelId: string, address: string) => Promise<Result<unknown>>;
  readonly voiceRefused?: (effect: Effect) => Promise<Result<unknown>>;
  readonly voiceClosed?: (effect: Effect, channelId: string) => Promise<Result<unknown>>;
  readonly channelDeleted?: (effect: Effect, payload: ChannelDeletion) => Promise<Result<unknown>>;
  readonly messagePosted?: (
    effect: Effect,
    channelId: string,
    messageId: string,
  ) => Promise<Result<unknown> | undefined>;
  readonly channelMissing?: ChannelMissing;
  readonly directMessageSent?: (
    effect: Effect,
    channelId: string,
    messageId: string,
  ) => Promise<Result<unknown> | undefined>;
}

/** Everything that Muster does in Discord by itself, by effect kind. */
export const discordEffects = (desk: Desk, rest: REST, sources: EffectSources): EffectHandlers => ({
  'channel.open': channelOpen(desk, sources),
  'channel.delete': channelDelete(desk, sources),
  'voice.open': voiceOpen(desk, sources),
  'voice.close': voiceClose(desk, sources.voiceClosed),
  'voice.look': voiceLook(desk),
  'channel.rename': channelRename(desk),
  'channel.topic': channelTopic(desk),
  'channel.archive': channelArchive(desk, sources),
  'members.add': membersAdd(desk, rest),
  'thread.sync': threadSync(desk, rest),
  'answer.edit': answerEdit(desk),
  'answer.late': answerLate(desk),
  'answer.missed': answerMissed(desk),
  'message.edit': messageEdit(desk),
  'message.post': messagePost(desk, sources.messagePosted),
  'direct-message.send': directMessage(desk, sources.directMessageSent),
  'role.sync': roleSync(desk, rest),
  ...Object.fromEntries(Object.entries(sources.boards).map(([kind, source]) => [kind, boardRefresh(desk, source)])),
});

import { PermissionFlagsBits as P } from 'discord-api-types/v10';
import { ACTION, changesBetween, record } from '../audit.ts';
import type { Channel } from '../model.ts';
import { requireIn } from '../permissions.ts';
import { refused } from '../refused.ts';
import { announceThread, isArchived, mayManageThread } from '../threads.ts';
import { botId } from '../world.ts';
import type { RestCall } from './route.ts';

export interface ThreadPatch {
  readonly name?: string;
  readonly archived?: boolean | null;
  readonly locked?: boolean | null;
  readonly invitable?: boolean | null;
  readonly auto_archive_duration?: number | null;
  readonly rate_limit_per_user?: number | null;
}

/** An archived thread takes no change but coming back. */
export function patchThread(call: RestCall, channel: Channel, body: ThreadPatch): void {
  const { world } = call;
  const { thread } = channel;
  if (!thread) return;
  const bits = requireIn(world.state, channel, botId(world), world.clock.now(), 0n);
  const archived = isArchived(world, channel);
  if (archived && body.archived !== false) throw refused(50083);
  const unarchiving = archived && !thread.locked && Object.keys(body).length === 1;
  if (!mayManageThread(channel, botId(world), bits) && !(unarchiving && bits & P.SendMessagesInThreads))
    throw refused(50013);
  if ((body.locked != null || (thread.locked && archived)) && !(bits & P.ManageThreads)) throw refused(50013);
  const before = { name: channel.name, archived, locked: thread.locked };
  if (body.name !== undefined) channel.name = body.name;
  if (body.locked != null) thread.locked = body.locked;
  if (body.invitable != null) thread.invitable = body.invitable;
  if (body.auto_archive_duration != null) thread.autoArchiveMinutes = Number(body.auto_archive_duration);
  if (body.rate_limit_per_user != null) channel.rateLimitPerUser = Number(body.rate_limit_per_user);
  if (body.archived != null && body.archived !== archived) {
    thread.archived = body.archived;
    thread.archiveChangedAt = world.clock.now();
  }
  announceThread(world, 'THREAD_UPDATE', channel);
  if (channel.guildId !== null) {
    record(world, channel.guildId, {
      actionType: ACTION.threadUpdate,
      targetId: channel.id,
      reason: call.reason,
      changes: changesBetween(before, { name: channel.name, archived: thread.archived, locked: thread.locked }),
    });
  }
}

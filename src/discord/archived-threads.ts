import { type RESTPatchAPIChannelJSONBody, Routes } from 'discord-api-types/v10';
import type { REST } from 'discord.js';
import { z } from 'zod';
import type { Cancel, Clock } from '../base/clock.ts';
import { CODES } from './discord-error.ts';
import { isCode } from './outcome.ts';

const threadSchema = z.object({ thread_metadata: z.object({ archived: z.boolean(), locked: z.boolean() }) });

/** Rejects with discord.js's errors. */
export interface ArchivedThreads {
  /**
   * Does what Discord refuses in an archived thread (edits, pins, reactions, new members; messages, too, when it is
   * locked): the thread is brought back for it. One that was put away and locked with its incident is archived again a
   * little later; one that only fell asleep stays, because something goes on in it.
   */
  readonly doing: <T>(channelId: string, run: () => Promise<T>) => Promise<T>;
  /** A change of a thread itself, which may archive it. Any other channel is simply changed. */
  readonly change: (channelId: string, body: RESTPatchAPIChannelJSONBody, reason: string) => Promise<void>;
}

/** Changes of a channel are limited (5 in 15 s is what was seen): what comes in a row shares one opening and one closing. */
const OPEN_FOR_MS = 15_000;
/** Then it is left to Discord, which archives a silent thread by itself. It is locked all the time. */
const MOST_TRIES = 5;

/** Threads are archived by Discord after some days of silence, by moderators, and by Muster with their incident. */
export function createArchivedThreads(rest: REST, clock: Clock): ArchivedThreads {
  const patch = async (channelId: string, body: RESTPatchAPIChannelJSONBody, reason: string): Promise<void> => {
    await rest.patch(Routes.channel(channelId), { body, reason });
  };
  const threadOf = async (channelId: string) =>
    threadSchema.parse(await rest.get(Routes.channel(channelId))).thread_metadata;

  const open = new Map<string, Cancel>();
  const putAwayLater = (channelId: string, tries: number): void => {
    open.get(channelId)?.();
    const cancel = clock.at(clock.now() + OPEN_FOR_MS, () => {
      open.delete(channelId);
      putAway(channelId).catch(() => {
        if (tries > 1 && !open.has(channelId)) putAwayLater(channelId, tries - 1);
      });
    });
    open.set(channelId, cancel);
  };
  const putAway = async (channelId: string): Promise<void> => {
    const { archived, locked } = await threadOf(channelId);
    // Its incident may have been opened again meanwhile.
    if (locked && !archived) await patch(channelId, { archived: true }, 'as it was before a late change');
  };
  const bringBack = async (channelId: string): Promise<void> => {
    const { locked } = await threadOf(channelId);
    await patch(channelId, { archived: false }, 'for a late change');
    if (locked) putAwayLater(channelId, MOST_TRIES);
  };

  const doing = async <T>(channelId: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      if (!isCode(error, CODES.threadArchived, CODES.threadLocked)) throw error;
      await bringBack(channelId);
      return run();
    }
  };
  return { doing, change: (channelId, body, reason) => doing(channelId, () => patch(channelId, body, reason)) };
}

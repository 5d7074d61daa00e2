import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import type { Instant } from '../base/clock.ts';
import { messageOf } from '../base/result.ts';
import type { EffectOutcome } from '../timeline/effect.ts';
import { CODES } from './discord-error.ts';

/** What cannot succeed by itself, in words of who reads it on a card, with what to do about it. */
const REMEDIES: Readonly<Record<number, string>> = {
  [CODES.missingPermissions]:
    'Muster lacks a permission in Discord. Give its role the permissions that `muster invite` lists, then try again.',
  [CODES.missingAccess]: 'Muster cannot see this channel. Let its role into it, then try again.',
  [CODES.unknownChannel]: 'The channel is gone. If muster.yaml names it, name another one there, then try again.',
  [CODES.unknownMember]: 'This person is no longer in the server.',
  [CODES.unknownUser]: 'Discord does not know this person any more.',
  [CODES.unknownRole]: 'The role is gone. Correct it in muster.yaml.',
  [CODES.maximumGuildChannels]:
    'The server has 500 channels, the most that Discord allows. Delete or archive some, then try again.',
  [CODES.maximumPins]: 'The channel has as many pins as Discord allows. Unpin some, then try again.',
  [CODES.cannotSendToUser]:
    'This person does not take direct messages from the server. They can allow it in their privacy settings.',
};

/** Discord counts edits of messages older than an hour over an hour, and does not say how long to wait. */
const TOO_MANY_EDITS_MS = 600_000;

/** `run` done, or what its failure means for the effect. What is not Discord's answer is thrown on: a bug. */
export async function outcomeOf(run: () => Promise<unknown>, now: () => Instant): Promise<EffectOutcome> {
  try {
    await run();
    return { outcome: 'done' };
  } catch (error) {
    return failed(error, now());
  }
}

export function failed(error: unknown, now: Instant): EffectOutcome {
  if (error instanceof RateLimitError) {
    const at = now + Math.max(error.retryAfter, error.timeToReset, 0);
    return { outcome: 'retry', reason: 'Discord asks to wait.', at, waits: true };
  }
  if (error instanceof DiscordAPIError) {
    if (error.status === 429) return { outcome: 'retry', reason: 'Discord asks to wait.', waits: true };
    if (error.status >= 500) return outage(error.status);
    if (error.status === 401) {
      return { outcome: 'retry', reason: 'Discord does not accept the token. Correct DISCORD_TOKEN.', waits: true };
    }
    if (isCode(error, CODES.oldMessageEdits)) {
      const reason = 'Discord takes few edits of messages older than an hour.';
      return { outcome: 'retry', reason, at: now + TOO_MANY_EDITS_MS, waits: true };
    }
    const remedy = REMEDIES[Number(error.code)];
    return { outcome: 'park', reason: remedy ?? `Discord refuses it: ${error.message} (${error.code}).` };
  }
  if (error instanceof HTTPError) return outage(error.status);
  if (isNetworkError(error)) {
    return { outcome: 'retry', reason: `Discord cannot be reached (${messageOf(error)}).`, waits: true };
  }
  throw error;
}

const outage = (status: number): EffectOutcome => ({
  outcome: 'retry',
  reason: `Discord answered ${status}.`,
  outage: true,
});

/** undici's and Node's words for a connection that failed or took too long. */
const isNetworkError = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'AbortError' ||
    error.name === 'TimeoutError' ||
    ('code' in error && typeof error.code === 'string' && /^(E[A-Z]+|UND_ERR_\w+)$/.test(error.code)) ||
    (error.cause !== undefined && isNetworkError(error.cause)));

export const isCode = (error: unknown, ...codes: readonly number[]): boolean =>
  error instanceof DiscordAPIError && codes.includes(Number(error.code));

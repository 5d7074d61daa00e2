import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';

/** How often a method that failed for the moment is tried again, behind the others' backs. */
const MOST_ATTEMPTS = 5;
const retryAfterMs = (attempt: number): number => 30_000 * 2 ** (attempt - 1);

/** Which step asked for it, and in which wave: a page may reach the same step twice. */
export const ofStep = { step: z.int(), round: z.int(), wave: z.int().optional() };

/** What came of an attempt to tell a person, a channel or a webhook. */
export const attempted = {
  attempt: z.int(),
  result: z.enum(['sent', 'failed']),
  /** What went wrong, or the far side's own id of what was sent. */
  detail: z.string().max(500).nullable(),
  /** From the moment that it was due until the far side took it. */
  latencyMs: z.int(),
  possibleRepeat: z.boolean(),
  /** Tried again at this time; null when not. */
  retryAt: z.int().nullable(),
};
export type Attempted = z.infer<z.ZodObject<typeof attempted>>;

export type NotifyResult =
  | {
      readonly result: 'sent';
      readonly reference: string | null;
      /** Where the chat shows it. */
      readonly message?: { readonly channel: string; readonly message: string };
    }
  | { readonly result: 'failed'; readonly reason: string; readonly transient: boolean };

/** As it is recorded. What failed for the moment is tried again, a few times. */
export function attemptOf(
  told: { readonly attempt: number; readonly dueAt: Instant },
  result: NotifyResult,
  possibleRepeat: boolean,
  now: Instant,
): Attempted {
  const failed = result.result === 'failed';
  const again = failed && result.transient && told.attempt < MOST_ATTEMPTS;
  return {
    attempt: told.attempt,
    result: result.result,
    detail: (failed ? result.reason : (result.reference ?? '')).slice(0, 500) || null,
    latencyMs: Math.max(0, now - told.dueAt),
    possibleRepeat,
    retryAt: again ? now + retryAfterMs(told.attempt) : null,
  };
}

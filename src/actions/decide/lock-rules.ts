import type { EffectChange } from '../../timeline/effect.ts';
import { actionsEffects } from '../effects.ts';
import type { Lock } from '../register.ts';
import { deployKey } from '../run.ts';

export interface LockRules {
  /** An owner whose lock has no expiry is reminded each time this has passed. */
  readonly remindAfterMs: number;
  /** How long the next in the queue has the lock. */
  readonly turnMs: number;
  /** Where owners and those who wait are told. */
  readonly channel: string | null;
}

export interface LockPlace {
  readonly app: string;
  readonly environment: string;
}

export const placeSubject = ({ app, environment }: LockPlace) => ({
  kind: 'environment',
  id: deployKey(app, environment),
});

/** A lock with an end expires; one without is remembered now and then. */
export function lockTimers(
  key: string,
  expiresAt: number | null,
  now: number,
  rules: LockRules,
): readonly EffectChange[] {
  return expiresAt === null
    ? [{ cancel: `lock-expire:${key}` }, actionsEffects.lockReminder(key, now + rules.remindAfterMs)]
    : [{ cancel: `lock-remind:${key}` }, actionsEffects.lockExpires(key, expiresAt)];
}

/** What another's lock says to who is stopped by it. */
export const heldBy = ({ app, environment }: LockPlace, lock: Lock): string =>
  lock.cause === 'rollback'
    ? `${app} ${environment} was rolled back and is locked until somebody says why: /deploy unlock app:${app} env:${environment} reason:…`
    : `${app} ${environment} is locked (${lock.reason}). ` +
      `Wait in the queue with /deploy queue, ask its owner, or take it over with /deploy lock take_over:True.`;

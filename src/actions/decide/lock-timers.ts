import { type Result, ok } from '../../base/result.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { actionsEffects } from '../effects.ts';
import { lockReleased, lockReminded } from '../entries/lock-entries.ts';
import { type Register, lockAt } from '../register.ts';
import { deployKey } from '../run.ts';
import { nextTurn } from './lock-queue.ts';
import { type LockPlace, type LockRules, placeSubject } from './lock-rules.ts';

/** The timer of a lock's end. Does nothing when the lock was given back, or taken anew for longer. */
export function expireLock(place: LockPlace, rules: LockRules) {
  return (register: Register, context: DecideContext): Result<Decision> => {
    const key = deployKey(place.app, place.environment);
    const lock = register.locks[key];
    if (!lock || lock.expiresAt === null || lock.expiresAt > context.now) return ok({ entries: [], answer: null });
    const { app, environment } = place;
    const released = lockReleased(
      { app, environment, owner: lock.owner, how: 'expired', reason: null },
      { subject: placeSubject(place) },
    );
    const next = nextTurn(register, place, context.now, rules);
    return ok({ entries: [released, ...next.entries], effects: next.effects, answer: null });
  };
}

/** The timer of a lock that may have been forgotten. */
export function remindOfLock(place: LockPlace, rules: LockRules) {
  return (register: Register, context: DecideContext): Result<Decision> => {
    const key = deployKey(place.app, place.environment);
    const lock = lockAt(register, key, context.now);
    if (!lock || lock.expiresAt !== null) return ok({ entries: [], answer: null });
    const hours = Math.round((context.now - lock.takenAt) / 3_600_000);
    return ok({
      entries: [lockReminded({ ...place, owner: lock.owner }, { subject: placeSubject(place) })],
      effects: [
        actionsEffects.lockReminder(key, context.now + rules.remindAfterMs),
        ...actionsEffects.tell(
          rules.channel,
          [lock.owner],
          `you have held the lock on ${key} for ${hours} hours (${lock.reason}). Is it still needed? /deploy unlock gives it back.`,
        ),
      ],
      answer: null,
    });
  };
}

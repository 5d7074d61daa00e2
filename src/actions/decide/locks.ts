import { type Result, ok, refuse } from '../../base/result.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { actionsEffects } from '../effects.ts';
import { lockReleased, lockTaken } from '../entries/lock-entries.ts';
import { type Register, lockAt, rollbackThatLocks } from '../register.ts';
import { deployKey } from '../run.ts';
import { nextTurn } from './lock-queue.ts';
import { type LockPlace, type LockRules, heldBy, lockTimers, placeSubject } from './lock-rules.ts';

/** Takes the lock for `owner`; again by its owner changes reason and expiry. Another's is refused, unless `takeOver`. */
export function takeLock(
  request: LockPlace & {
    readonly owner: string;
    readonly reason: string;
    readonly durationMs: number | null;
    readonly takeOver: boolean;
  },
  rules: LockRules,
) {
  return (register: Register, context: DecideContext): Result<Decision<{ from: string | null }>> => {
    const key = deployKey(request.app, request.environment);
    const held = lockAt(register, key, context.now);
    const other = held && held.owner !== request.owner ? held : undefined;
    // Taking it anew would do away with what a rollback asks for.
    if (held?.cause === 'rollback') return refuse('lock/rollback', heldBy(request, held));
    if (other && !request.takeOver) return refuse('lock/held', heldBy(request, other));
    const expiresAt = request.durationMs === null ? null : context.now + request.durationMs;
    const from = other?.owner ?? null;
    const { app, environment, owner, reason } = request;
    return ok({
      entries: [
        lockTaken(
          { app, environment, owner, reason, cause: 'manual', expiresAt, from },
          { subject: placeSubject(request) },
        ),
      ],
      effects: [
        ...lockTimers(key, expiresAt, context.now, rules),
        ...(other
          ? actionsEffects.tell(rules.channel, [other.owner], `your lock on ${key} was taken over: ${reason}`)
          : []),
      ],
      answer: { from },
    });
  };
}

/**
 * Gives the lock back; the first in the queue gets it for a turn. A rollback's lock takes a reason: why it may be
 * deployed to again. Another's lock may be taken off by who holds `deploys.override`.
 */
export function releaseLock(
  request: LockPlace & { readonly person: string; readonly reason: string | null; readonly mayOverride: boolean },
  rules: LockRules,
) {
  return (register: Register, context: DecideContext): Result<Decision<{ next: string | null }>> => {
    const key = deployKey(request.app, request.environment);
    const held = lockAt(register, key, context.now);
    if (!held) return refuse('lock/none', `${request.app} ${request.environment} is not locked: nothing to do.`);
    if (held.cause === 'rollback' && request.reason === null)
      return refuse(
        'lock/reason',
        'It was locked by a rollback: say with `reason` why it may be deployed to again (what was wrong, what was done).',
      );
    const others = held.owner !== request.person && held.cause !== 'rollback';
    if (others && !request.mayOverride)
      return refuse(
        'lock/not-yours',
        'It is somebody else’s lock: ask them, or take it over with /deploy lock take_over:True, which tells them.',
      );
    const { app, environment, reason } = request;
    const released = lockReleased(
      { app, environment, owner: held.owner, how: 'unlocked', reason },
      { subject: placeSubject(request) },
    );
    const next = nextTurn(register, request, context.now, rules);
    const rollback = rollbackThatLocks(register, key, context.now);
    return ok({
      entries: [released, ...next.entries],
      effects: [
        ...next.effects,
        // Its card offers to unlock no longer.
        ...(rollback === undefined ? [] : [actionsEffects.card(rollback)]),
        ...(others
          ? actionsEffects.tell(
              rules.channel,
              [held.owner],
              `your lock on ${key} was taken off: ${reason ?? 'no reason given'}`,
            )
          : []),
      ],
      answer: { next: next.person },
    });
  };
}

import { type Result, ok, refuse } from '../../base/result.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { actionsEffects } from '../effects.ts';
import { lockReleased, lockReminded, lockTaken, queueJoined, queueLeft } from '../entries/lock-entries.ts';
import { type Lock, type Register, lockAt } from '../register.ts';
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

const subject = ({ app, environment }: LockPlace) => ({ kind: 'environment', id: deployKey(app, environment) });

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
    if (other && !request.takeOver) return refuse('lock/held', heldBy(request, other));
    const expiresAt = request.durationMs === null ? null : context.now + request.durationMs;
    const from = other?.owner ?? null;
    const { app, environment, owner, reason } = request;
    return ok({
      entries: [
        lockTaken({ app, environment, owner, reason, cause: 'manual', expiresAt, from }, { subject: subject(request) }),
      ],
      effects: [
        ...timers(key, expiresAt, context.now, rules),
        ...(other
          ? actionsEffects.tell(rules.channel, [other.owner], `your lock on ${key} was taken over: ${reason}`)
          : []),
      ],
      answer: { from },
    });
  };
}

function timers(key: string, expiresAt: number | null, now: number, rules: LockRules): readonly EffectChange[] {
  return expiresAt === null
    ? [{ cancel: `lock-expire:${key}` }, actionsEffects.lockReminder(key, now + rules.remindAfterMs)]
    : [{ cancel: `lock-remind:${key}` }, actionsEffects.lockExpires(key, expiresAt)];
}

/** What another's lock says to who is stopped by it. */
export const heldBy = ({ app, environment }: LockPlace, lock: Lock): string =>
  `${app} ${environment} is locked (${lock.reason})${lock.cause === 'rollback' ? ' after a rollback' : ''}. ` +
  `Wait in the queue with /deploy queue, ask its owner, or take it over with /deploy lock take_over:True.`;

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
      { subject: subject(request) },
    );
    const next = nextTurn(register, request, context.now, rules);
    return ok({
      entries: [released, ...next.entries],
      effects: [
        ...next.effects,
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

/** The lock is free: the first who waits has it for a while. */
function nextTurn(
  register: Register,
  place: LockPlace,
  now: number,
  rules: LockRules,
): {
  readonly person: string | null;
  readonly entries: readonly EntryDraft[];
  readonly effects: readonly EffectChange[];
} {
  const key = deployKey(place.app, place.environment);
  const first = register.queues[key]?.[0];
  if (!first) return { person: null, entries: [], effects: actionsEffects.forgetLockTimers(key) };
  const expiresAt = now + rules.turnMs;
  const { app, environment } = place;
  return {
    person: first.person,
    entries: [
      lockTaken(
        {
          app,
          environment,
          owner: first.person,
          reason: 'their turn in the queue',
          cause: 'turn',
          expiresAt,
          from: null,
        },
        { subject: subject(place), actor: { kind: 'muster', id: 'muster' } },
      ),
    ],
    effects: [
      ...timers(key, expiresAt, now, rules),
      ...actionsEffects.tell(
        rules.channel,
        [first.person],
        `it is your turn to deploy ${key}. It is locked for you for ${Math.round(rules.turnMs / 60_000)} minutes.`,
      ),
    ],
  };
}

/** The timer of a lock's end. Does nothing when the lock was given back, or taken anew for longer. */
export function expireLock(place: LockPlace, rules: LockRules) {
  return (register: Register, context: DecideContext): Result<Decision> => {
    const key = deployKey(place.app, place.environment);
    const lock = register.locks[key];
    if (!lock || lock.expiresAt === null || lock.expiresAt > context.now) return ok({ entries: [], answer: null });
    const { app, environment } = place;
    const released = lockReleased(
      { app, environment, owner: lock.owner, how: 'expired', reason: null },
      { subject: subject(place) },
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
      entries: [lockReminded({ ...place, owner: lock.owner }, { subject: subject(place) })],
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

/** Waits for the lock. `place` in the answer is 1 for the next. When nothing is in the way, the lock is theirs at once. */
export function joinQueue(request: LockPlace & { readonly person: string }, rules: LockRules) {
  return (register: Register, context: DecideContext): Result<Decision<{ place: number }>> => {
    const key = deployKey(request.app, request.environment);
    const { app, environment, person } = request;
    const waiting = register.queues[key] ?? [];
    const already = waiting.findIndex((one) => one.person === person);
    if (already >= 0) return ok({ entries: [], answer: { place: already + 1 } });
    const lock = lockAt(register, key, context.now);
    if (lock?.owner === person) return refuse('queue/owner', `You hold the lock on ${key} already: deploy.`);
    const joined = queueJoined({ app, environment, person }, { subject: subject(request) });
    if (lock) return ok({ entries: [joined], answer: { place: waiting.length + 1 } });
    const next = nextTurn(
      { ...register, queues: { [key]: [...waiting, { person, since: context.now }] } },
      request,
      context.now,
      rules,
    );
    return ok({ entries: [joined, ...next.entries], effects: next.effects, answer: { place: waiting.length } });
  };
}

export function leaveQueue(request: LockPlace & { readonly person: string }) {
  return (register: Register): Result<Decision> => {
    const waiting = register.queues[deployKey(request.app, request.environment)] ?? [];
    if (!waiting.some((one) => one.person === request.person))
      return refuse('queue/absent', `You do not wait for ${request.app} ${request.environment}.`);
    const { app, environment, person } = request;
    return ok({ entries: [queueLeft({ app, environment, person }, { subject: subject(request) })], answer: null });
  };
}

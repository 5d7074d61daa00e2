import { type Result, ok, refuse } from '../../base/result.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { actionsEffects } from '../effects.ts';
import { lockTaken, queueJoined, queueLeft } from '../entries/lock-entries.ts';
import { type Register, lockAt } from '../register.ts';
import { deployKey } from '../run.ts';
import { type LockPlace, type LockRules, lockTimers, placeSubject } from './lock-rules.ts';

/** The lock is free: the first who waits has it for a while. */
export function nextTurn(
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
        { subject: placeSubject(place), actor: { kind: 'muster', id: 'muster' } },
      ),
    ],
    effects: [
      ...lockTimers(key, expiresAt, now, rules),
      ...actionsEffects.tell(
        rules.channel,
        [first.person],
        `it is your turn to deploy ${key}. It is locked for you for ${Math.round(rules.turnMs / 60_000)} minutes.`,
      ),
    ],
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
    const joined = queueJoined({ app, environment, person }, { subject: placeSubject(request) });
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
    return ok({ entries: [queueLeft({ app, environment, person }, { subject: placeSubject(request) })], answer: null });
  };
}

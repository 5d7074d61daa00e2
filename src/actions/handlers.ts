import type { Effect, EffectHandler, EffectHandlers } from '../timeline/effect.ts';
import { expireRun } from './decide/confirm-run.ts';
import type { LockPlace } from './decide/lock-rules.ts';
import { expireLock, remindOfLock } from './decide/lock-timers.ts';
import type { Executor } from './execute.ts';
import { runIdOf } from './execution/run-id-of.ts';
import { type ActionsParts, changeRegister, lockRules, ownCause, registerOf, streamsOf } from './parts.ts';

/** What this domain's own effects and timers do. */
export function actionsHandlers(parts: ActionsParts, executor: Executor): EffectHandlers {
  const ofLock =
    (decide: typeof expireLock): EffectHandler =>
    async (effect) => {
      const place = placeOf(effect);
      if (!place) return { outcome: 'park', reason: 'It names no environment. This is a bug.' };
      const cause = ownCause(`effect:${effect.id}`, effect.id);
      const committed = await changeRegister(parts, cause, decide(place, lockRules(parts)));
      return committed.ok ? { outcome: 'done' } : { outcome: 'retry', reason: committed.refusal.message };
    };

  return {
    'run.start': executor.start,
    'run.overdue': executor.overdue,
    async 'run.expire'(effect) {
      const run = runIdOf(effect);
      const plan = (await registerOf(parts)).runs[run]?.plan;
      const streams = plan ? await streamsOf(parts, plan) : [];
      const committed = await changeRegister(
        parts,
        ownCause(`effect:${effect.id}`, effect.id),
        expireRun({ run, streams }),
      );
      return committed.ok ? { outcome: 'done' } : { outcome: 'retry', reason: committed.refusal.message };
    },
    'lock.expire': ofLock(expireLock),
    'lock.remind': ofLock(remindOfLock),
  };
}

function placeOf(effect: Effect): LockPlace | undefined {
  const { payload } = effect;
  const key = payload !== null && typeof payload === 'object' && 'key' in payload ? payload['key'] : undefined;
  const [app, environment] = typeof key === 'string' ? key.split('/') : [];
  return app !== undefined && environment !== undefined ? { app, environment } : undefined;
}

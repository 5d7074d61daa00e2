import { type Refusal, type Result, ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { Effect, EffectChange, EffectHandlers, EffectOutcome } from '../../timeline/effect.ts';
import type { Entry } from '../../timeline/entry.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { Fold } from '../../timeline/fold.ts';
import { effectCause } from '../paging/page-handlers.ts';
import { pagerDutyOverrideEnded } from './entries.ts';
import { type OverrideOrder, overrideCancelSchema, overrideOrderSchema } from './override-effects.ts';
import { OFF, type PagerDutyParts } from './parts.ts';
import { retryAtOf } from './request.ts';
import { armScheduleCopy } from './schedule-copy-handler.ts';

/** PagerDuty’s ids of overrides that were made in chat, by Muster’s. */
export const writtenOverrides: Fold<Readonly<Record<string, string>>> = {
  name: 'pagerduty-overrides',
  version: 1,
  initial: {},
  evolve(state, entry: Entry) {
    if (entry.kind !== pagerDutyOverrideEnded.kind || entry.data === null) return state;
    const { override, id, result } = pagerDutyOverrideEnded.schema.parse(entry.data);
    const { [override]: _gone, ...others } = state;
    return result === 'written' && id !== null ? { ...others, [override]: id } : others;
  },
};

const TRANSIENT: ReadonlySet<string> = new Set(['pagerduty/unreachable', 'pagerduty/changed']);

/**
 * Overrides made in chat for a schedule whose source is PagerDuty are written there, too: once, also when an answer was
 * lost. What PagerDuty does not take is said in on-call’s channel; in Muster the override stands.
 */
export function overrideHandlers(parts: PagerDutyParts): EffectHandlers {
  const { timeline, account, clock } = parts;

  /** PagerDuty’s id of a key of muster.yaml: by proof, or by the file’s own word. */
  const userOf = async (key: string): Promise<string | undefined> => {
    const person = parts.people().byKey(key);
    return person && ((await parts.identities.of(person.id))?.user ?? person.pagerduty);
  };

  const end = async (effect: Effect, ended: Parameters<typeof pagerDutyOverrideEnded>[0]): Promise<EffectOutcome> => {
    const effects: EffectChange[] =
      ended.result === 'refused'
        ? [
            {
              kind: 'message.post',
              lane: 'oncall:pagerduty',
              payload: {
                channel: parts.config().channel,
                message: {
                  tone: 'warning',
                  blocks: [
                    {
                      type: 'text',
                      text: rich`An override in ${strong(ended.schedule)} counts in Muster and not in PagerDuty: ${ended.detail ?? 'no reason known'}`,
                    },
                  ],
                },
              },
            },
          ]
        : [armScheduleCopy(ended.schedule, clock.now())];
    const done = await timeline.change(ORGANISATION, writtenOverrides, effectCause(effect), () =>
      ok({ entries: [pagerDutyOverrideEnded(ended)], effects, answer: null }),
    );
    return done.ok ? { outcome: 'done' } : { outcome: 'retry', reason: done.refusal.message };
  };
  const again = (refusal: Refusal): EffectOutcome | undefined => {
    const { code, message: reason } = refusal;
    const at = retryAtOf(refusal);
    if (at !== undefined) return { outcome: 'retry', reason, at, waits: true };
    return TRANSIENT.has(code) ? { outcome: 'retry', reason } : undefined;
  };

  const write = async (order: OverrideOrder, source: string, attempts: number): Promise<Result<readonly string[]>> => {
    if (!account) return refuse('pagerduty/off', OFF);
    if (order.add === null) {
      return refuse('pagerduty/nobody', 'PagerDuty has no override to nobody: change the schedule there.');
    }
    const user = await userOf(order.add);
    if (user === undefined) {
      return refuse(
        'pagerduty/unlinked',
        `PagerDuty does not know ${parts.nameOf(order.add)}: /muster pagerduty link, or pagerduty: under people in muster.yaml.`,
      );
    }
    const instead = order.remove === null ? undefined : await userOf(order.remove);
    const wanted = { from: Math.max(order.from, clock.now()), to: order.to, user, instead };
    if (wanted.from >= wanted.to) return refuse('pagerduty/past', 'it is over already.');
    const before = attempts > 1 ? await account.overrides.find(source, { ...wanted, from: order.from }) : ok([]);
    return before.ok && before.value.length === 0 ? account.overrides.write(source, wanted) : before;
  };

  return {
    async 'pagerduty.override'(effect) {
      const order = overrideOrderSchema.parse(effect.payload);
      const { override, schedule } = order;
      const source = parts.sections().schedules[schedule]?.pagerduty?.schedule;
      if (source === undefined) return { outcome: 'done' };
      const written = await write(order, source, effect.attempts);
      const ended = { override, schedule, id: null, detail: null };
      if (written.ok) return end(effect, { ...ended, id: written.value.join(' '), result: 'written' });
      const { message } = written.refusal;
      return again(written.refusal) ?? end(effect, { ...ended, result: 'refused', detail: message.slice(0, 500) });
    },

    async 'pagerduty.override-cancel'(effect) {
      const { override, schedule } = overrideCancelSchema.parse(effect.payload);
      const ids = (await timeline.state(ORGANISATION, writtenOverrides))[override];
      const source = parts.sections().schedules[schedule]?.pagerduty?.schedule;
      if (ids === undefined || source === undefined) return { outcome: 'done' };
      const ended = { override, schedule, id: ids, detail: null };
      if (!account) return end(effect, { ...ended, result: 'refused', detail: OFF });
      for (const id of ids.split(' ')) {
        const removed = await account.overrides.remove(source, id);
        if (removed.ok) continue;
        const { message } = removed.refusal;
        return again(removed.refusal) ?? end(effect, { ...ended, result: 'refused', detail: message.slice(0, 500) });
      }
      return end(effect, { ...ended, result: 'taken-back' });
    },
  };
}

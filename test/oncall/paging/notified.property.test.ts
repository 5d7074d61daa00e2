import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import type { Decided } from '../../../src/oncall/paging/decided.ts';
import { decideNotified } from '../../../src/oncall/paging/decide-notified.ts';
import { type PageOrder, decideOpen } from '../../../src/oncall/paging/decide-open.ts';
import type { Notify } from '../../../src/oncall/paging/page-effects.ts';
import { INITIAL, type PageState, afterDrafts } from '../../../src/oncall/paging/page-state.ts';
import { planNotifications } from '../../../src/oncall/paging/plan.ts';
import type { Routing } from '../../../src/oncall/paging/routing.ts';
import type { EffectChange } from '../../../src/timeline/effect.ts';
import type { EntryDraft } from '../../../src/timeline/entry.ts';

const MINUTE = 60_000;
const STREAM = 'page-1';

const order: PageOrder = {
  message: 'Payments fail',
  urgency: 'high',
  policy: null,
  steps: [
    {
      page: [
        { type: 'person', key: 'alice' },
        { type: 'person', key: 'bob' },
      ],
      waitMs: 60 * MINUTE,
    },
    { page: [{ type: 'person', key: 'carol' }], waitMs: 60 * MINUTE },
  ],
  repeat: 0,
  follow: 'as-it-was',
  acknowledgeTimeoutMs: null,
  fallback: null,
  service: null,
  incident: null,
  channel: null,
  dedupKey: null,
};

const routingBy = (afterMinutes: readonly number[]): Routing => ({
  policies: {},
  policy: () => undefined,
  onCall: () => [],
  personId: (key) => key,
  notifications(_person, urgency, at, lastStep) {
    const high = afterMinutes.map((minutes) => ({ afterMs: minutes * MINUTE, method: 'discord' as const }));
    return planNotifications({ discord: '1', timeZone: 'UTC', rules: { high } }, urgency, at, lastStep);
  },
});

/** A page with its outbox, as the Store's contract has it; what is on its way ends when it is told to. */
function pageBy(routing: Routing) {
  const pending = new Map<string, Notify>();
  const underWay: Notify[] = [];
  const begun: string[] = [];
  let now = 0;
  let state: PageState = INITIAL;
  const context = () => ({ now, newId: () => '1' });
  const wayOf = ({ wave, person, rule }: Notify): string => `${wave}:${person}:${rule}`;
  const queue = (change: EffectChange): void => {
    if ('cancel' in change) pending.delete(change.cancel);
    else if (change.kind === 'page.notify' && change.key !== undefined) {
      if (change.ifPending !== true || pending.has(change.key)) pending.set(change.key, change.payload as Notify);
    }
  };
  const apply = (entries: readonly EntryDraft[], effects: readonly EffectChange[] = []): void => {
    state = afterDrafts(state, entries, now);
    effects.forEach(queue);
  };
  const begin = (): void => {
    for (const [key, told] of pending) {
      if (told.dueAt > now) continue;
      pending.delete(key);
      underWay.push(told);
      if (told.attempt === 1) begun.push(wayOf(told));
    }
  };
  const opened = expectOk(decideOpen({ nextNumber: 1, turns: {} }, order, routing, context()));
  apply(opened.also?.[0]?.entries ?? [], opened.effects);
  begin();
  return {
    begun,
    pass(durationMs: number): void {
      now += durationMs;
      begin();
    },
    /** One of those on their way ends; undefined when there is none. */
    end(choice: number, result: 'sent' | 'lost' | 'busy'): Notify | undefined {
      const [told] = underWay.splice(choice % (underWay.length || 1), 1);
      if (!told) return undefined;
      const more = { possibleRepeat: false, phonesOf: () => [], effect: 'effect-1' };
      const ended =
        result === 'sent'
          ? { result, reference: null }
          : { result: 'failed' as const, reason: 'It is down', transient: result === 'busy' };
      const decided: Decided = decideNotified(STREAM, state, told, ended, more, routing, context());
      const { entries, effects } = expectOk(decided);
      apply(entries, effects);
      begin();
      return told;
    },
    step: (): number => state.step,
  };
}

test('however deliveries end, none is begun twice, and the next step comes early exactly when everybody’s every way has failed', () => {
  const ends = fc.tuple(fc.nat(), fc.constantFrom('sent', 'lost', 'lost', 'busy', 'busy', 'a minute passes'));
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 4 }),
      fc.array(ends, { maxLength: 30 }),
      (afterMinutes, results) => {
        const page = pageBy(routingBy(afterMinutes));
        const failed = new Set<string>();
        let sent = false;
        for (const [choice, result] of results) {
          if (result === 'a minute passes') page.pass(MINUTE);
          else {
            const over = page.step() > 0;
            const told = page.end(choice, result);
            if (told && !over && result === 'sent') sent = true;
            if (told && !over && result !== 'sent') failed.add(`${told.person}:${told.rule}`);
          }
          expect(page.step() > 0).toBe(!sent && failed.size === 2 * afterMinutes.length);
          if (page.step() > 0) break;
        }
        expect(new Set(page.begun).size).toBe(page.begun.length);
      },
    ),
    { numRuns: 2000 },
  );
});

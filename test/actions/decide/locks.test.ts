import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualClock } from '../../../src/base/clock.ts';
import { newId } from '../../../src/base/ids.ts';
import { joinQueue, leaveQueue } from '../../../src/actions/decide/lock-queue.ts';
import type { LockRules } from '../../../src/actions/decide/lock-rules.ts';
import { expireLock } from '../../../src/actions/decide/lock-timers.ts';
import { releaseLock, takeLock } from '../../../src/actions/decide/locks.ts';
import { actionsKinds } from '../../../src/actions/entries/kinds.ts';
import { lockReleased, lockTaken } from '../../../src/actions/entries/lock-entries.ts';
import { actionsFold } from '../../../src/actions/fold.ts';
import { lockAt } from '../../../src/actions/register.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/open-sqlite-store.ts';
import type { Cause } from '../../../src/timeline/cause.ts';
import { ORGANISATION } from '../../../src/timeline/entry.ts';
import { composeEntryKinds } from '../../../src/timeline/entry-kind.ts';
import { createTimeline } from '../../../src/timeline/timeline.ts';

const RULES: LockRules = { remindAfterMs: 4_000_000, turnMs: 600_000, channel: null };
const place = { app: 'shop', environment: 'staging' };
const PEOPLE = ['ann', 'bob', 'cleo'] as const;
const START = 1_790_000_000_000;

type Step =
  | { readonly do: 'take'; readonly who: string; readonly forMs: number | null; readonly takeOver: boolean }
  | { readonly do: 'release' | 'join' | 'leave'; readonly who: string }
  | { readonly do: 'expire' }
  | { readonly do: 'wait'; readonly ms: number };

const who = fc.constantFrom(...PEOPLE);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('take' as const),
    who,
    forMs: fc.option(fc.integer({ min: 1, max: 900_000 })),
    takeOver: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom('release' as const, 'join' as const, 'leave' as const), who }),
  fc.record({ do: fc.constant('expire' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 900_000 }) }),
);

test('a lock is held by one owner, whatever races', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 }),
      async (rounds) => {
        const clock = virtualClock(START);
        const kinds = composeEntryKinds(actionsKinds);
        const store = openSqliteStore({ path: ':memory:', kinds, clock });
        const timeline = createTimeline({ store, clock, kinds, newId });
        const apply = async (one: Step): Promise<void> => {
          if (one.do === 'wait') return;
          const person = 'who' in one ? one.who : 'muster';
          const cause: Cause = {
            causeId: newId(clock.now()),
            actor: { kind: 'person', id: person },
            source: { kind: 'command' },
          };
          const request = { ...place, person };
          switch (one.do) {
            case 'take':
              await timeline.change(
                ORGANISATION,
                actionsFold,
                cause,
                takeLock(
                  { ...place, owner: person, reason: 'r', durationMs: one.forMs, takeOver: one.takeOver },
                  RULES,
                ),
              );
              break;
            case 'release':
              await timeline.change(
                ORGANISATION,
                actionsFold,
                cause,
                releaseLock({ ...request, reason: null, mayOverride: false }, RULES),
              );
              break;
            case 'join':
              await timeline.change(ORGANISATION, actionsFold, cause, joinQueue(request, RULES));
              break;
            case 'leave':
              await timeline.change(ORGANISATION, actionsFold, cause, leaveQueue(request));
              break;
            case 'expire':
              await timeline.change(ORGANISATION, actionsFold, cause, expireLock(place, RULES));
          }
        };
        for (const round of rounds) {
          await Promise.all(round.map((one) => apply(one)));
          for (const one of round) if (one.do === 'wait') await clock.advance(one.ms);
        }

        // Told from the record alone, without the fold: who held it, from when to when.
        let holder: { owner: string; until: number } | undefined;
        for (const entry of await store.read(ORGANISATION)) {
          const now = entry.recordedAt;
          const free = !holder || holder.until <= now;
          if (entry.kind === lockTaken.kind) {
            const { owner, from, expiresAt } = lockTaken.schema.parse(entry.data);
            if (!free && holder && holder.owner !== owner)
              expect(from).toBe(holder.owner); // only by taking it over, openly
            else expect(from).toBeNull();
            holder = { owner, until: expiresAt ?? Infinity };
          }
          if (entry.kind === lockReleased.kind) {
            const { owner } = lockReleased.schema.parse(entry.data);
            expect(holder?.owner).toBe(owner);
            holder = undefined;
          }
        }
        const rested = await createTimeline({ store, clock, kinds, newId }).state(ORGANISATION, actionsFold);
        const expected = holder && holder.until > clock.now() ? holder.owner : undefined;
        expect(lockAt(rested, 'shop/staging', clock.now())?.owner).toBe(expected);
        // Nobody waits for what they hold, and nobody waits twice.
        const waiting = (rested.queues['shop/staging'] ?? []).map(({ person }) => person);
        expect(new Set(waiting).size).toBe(waiting.length);
        await store.close();
      },
    ),
    { numRuns: 60 },
  );
});

import type { Clock, Instant } from '../../base/clock.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { Effect } from '../../timeline/effect.ts';
import { heldSince } from '../../timeline/held.ts';
import type { Store } from '../../timeline/store.ts';
import type { DecideContext, Timeline } from '../../timeline/timeline.ts';
import type { RoutingOf } from '../routing-of.ts';
import { decideClockBack, decideRearm } from './decide-timer.ts';
import { nextKey } from './page-effects.ts';
import { livePages } from './live-pages.ts';
import type { PageRow } from './page-rows.ts';
import { type PageState, pageFold } from './page-state.ts';

/** Clocks are set right by less than that all the time. */
const CLOCK_MS = 5_000;
const EVERY_MS = 60_000;
/** So late is more than a busy minute. */
const GRACE_MS = 60_000;
/** What happens next by itself, by Muster's own timer or by asking PagerDuty how it goes. */
const NEXT_ACTIONS = ['page.step', 'pagerduty.watch'] as const;
const PORTION = 1000;

export interface Audit {
  readonly open: number;
  /** Pages that had no future action, and have one again. */
  readonly rearmed: readonly number[];
  /** How late the most overdue effect of all is: 0 when none is. Long, and nobody is paged any more. */
  readonly behindMs: number;
  /** After a restore, until somebody lets it go: nobody is paged, and nothing counts as late. */
  readonly held: boolean;
}

/** What the outside watcher is told by silence: paging is broken although Muster runs. */
export const isWell = ({ rearmed, behindMs, held }: Audit): boolean =>
  rearmed.length === 0 && behindMs < GRACE_MS && !held;

/** Something is to happen by itself. */
const isWaiting = ({ status }: PageRow): boolean => status === 'open' || status === 'snoozed';

/**
 * Looks for what must not exist: a page that is open, neither acknowledged nor resolved, without anything that will
 * happen by itself, however far off that would be. At start and every minute; `onAudit` feeds the metric, and the heartbeat that outsiders watch.
 */
export function createAuditor(parts: {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly clock: Clock;
  readonly routingOf: RoutingOf;
  readonly onAudit: (audit: Audit) => Promise<void> | void;
  readonly onTrouble: (error: unknown) => void;
}) {
  const { timeline, store, clock } = parts;
  let cancel: (() => void) | undefined;
  let running = false;

  const change = (
    stream: string,
    now: Instant,
    decide: (state: PageState, context: DecideContext) => ReturnType<typeof decideRearm>,
  ) => {
    const cause: Cause = {
      causeId: `audit:${stream}:${now}`,
      actor: { kind: 'muster', id: 'muster' },
      source: { kind: 'timer' },
    };
    return timeline.change(stream, pageFold, cause, decide);
  };

  /** The keys of all next actions that are to come or are being done at this moment. */
  const armed = async (): Promise<ReadonlySet<string>> => {
    const keys = new Set<string>();
    for (const kind of NEXT_ACTIONS) for (const key of await store.effectKeys(kind)) keys.add(key);
    return keys;
  };

  /** Looked up anew: since all were read it may have gone off, and another one have been set. */
  const isArmed = async (key: string): Promise<boolean> =>
    (await store.effects({ key, limit: 5 })).some(({ state }) => state === 'pending' || state === 'running');

  /** What of its notifications is still to come: a rule of two minutes, another try. */
  const waitingToBeTold = async (stream: string): Promise<readonly Effect[]> => {
    const kinds = ['page.notify', 'page.target'].map((kind) =>
      store.effects({ stream, kind, state: 'pending', limit: PORTION }),
    );
    return (await Promise.all(kinds)).flat();
  };

  /** How long a page waits by a clock that was put back since; undefined where it does not, or waits for nothing. */
  const waitOfClockBefore = async (row: PageRow, now: Instant): Promise<number | 'set anew' | undefined> => {
    // PagerDuty has it and is watched: each look sets the next, and changes nothing of the page.
    const watched = row.nextAt === null && (row.status === 'open' || row.status === 'acknowledged');
    if (row.since <= now + CLOCK_MS && !watched) return undefined;
    // No entry is dated before the one ahead of it: only the timer says whether it was set by the clock as it is now.
    const [timer] = await store.effects({ key: nextKey(row.stream), state: 'pending', limit: 1 });
    if (timer && timer.createdAt <= now + CLOCK_MS) return 'set anew';
    const waits = [(row.nextAt ?? 0) - row.since, timer ? timer.dueAt - timer.createdAt : 0].filter((ms) => ms > 0);
    return waits.length > 0 ? Math.min(...waits) : undefined;
  };

  const audit = async (): Promise<Audit> => {
    const now = clock.now();
    const rearmed: number[] = [];
    let open = 0;
    const live = await livePages(store);
    const keys = live.some(isWaiting) ? await armed() : new Set<string>();
    for (const row of live) {
      const waits = isWaiting(row);
      if (waits) open += 1;
      const waitMs = await waitOfClockBefore(row, now);
      if (waitMs === 'set anew') continue;
      if (waitMs !== undefined) {
        const told = await waitingToBeTold(row.stream);
        const routing = await parts.routingOf(row.incident);
        await change(row.stream, now, (state, context) =>
          decideClockBack(row.stream, state, waitMs, told, routing, context),
        );
        continue;
      }
      const key = nextKey(row.stream);
      if (!waits || keys.has(key) || (await isArmed(key))) continue;
      const done = await change(row.stream, now, (state, context) => decideRearm(row.stream, state, row, context));
      if (done.ok && done.value.entries.length > 0) rearmed.push(row.number);
    }
    const due = await store.nextEffectDue();
    const behindMs = due === undefined ? 0 : Math.max(0, now - due);
    return { open, rearmed, behindMs, held: (await heldSince(store)) !== undefined };
  };

  const lap = async (): Promise<void> => {
    try {
      await parts.onAudit(await audit());
    } catch (error) {
      parts.onTrouble(error);
    }
    if (running) cancel = clock.at(clock.now() + EVERY_MS, () => void lap());
  };

  return {
    audit,
    start: (): void => {
      if (running) return;
      running = true;
      void lap();
    },
    stop: (): void => {
      running = false;
      cancel?.();
    },
  };
}

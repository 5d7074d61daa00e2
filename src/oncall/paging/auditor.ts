import type { Clock, Instant } from '../../base/clock.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { Store } from '../../timeline/store.ts';
import type { DecideContext, Timeline } from '../../timeline/timeline.ts';
import { decideClockBack, decideRearm } from './decide-timer.ts';
import { nextKey } from './page-effects.ts';
import { pageRows } from './page-rows.ts';
import { type PageState, pageFold } from './page-state.ts';

/** Clocks are set right by less than that all the time. */
const CLOCK_MS = 5_000;
const EVERY_MS = 60_000;
/** A step that is being worked on at this moment has no pending timer either. */
const GRACE_MS = 60_000;

export interface Audit {
  readonly open: number;
  /** Pages that had no future action, and have one again. */
  readonly rearmed: readonly number[];
  /** How late the most overdue effect of all is: 0 when none is. Long, and nobody is paged any more. */
  readonly behindMs: number;
}

/** What the outside watcher is told by silence: paging is broken although Muster runs. */
export const isWell = ({ rearmed, behindMs }: Audit): boolean => rearmed.length === 0 && behindMs < GRACE_MS;

/**
 * Looks for what must not exist: a page that is open, neither acknowledged nor resolved, without anything that will
 * happen by itself. At start and every minute; `onAudit` feeds the metric, and the heartbeat that outsiders watch.
 */
export function createAuditor(parts: {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly clock: Clock;
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

  const audit = async (): Promise<Audit> => {
    const now = clock.now();
    const rearmed: number[] = [];
    let open = 0;
    for (const { row } of await store.project(pageRows, { bucket: 'live', limit: 100_000 })) {
      const waits = row.status === 'open' || row.status === 'snoozed';
      if (waits) open += 1;
      const back = row.status === 'open' && row.nextAt !== null && row.since > now + CLOCK_MS && row.nextAt > row.since;
      if (back && row.nextAt !== null) {
        const waitMs = row.nextAt - row.since;
        await change(row.stream, now, (state, context) => decideClockBack(row.stream, state, waitMs, context));
        continue;
      }
      if (!waits || (row.nextAt ?? 0) + GRACE_MS > now) continue;
      // Overdue: its timer must be there all the same.
      const timers = await store.effects({ key: nextKey(row.stream), limit: 5 });
      if (timers.some((timer) => timer.state === 'pending' || timer.state === 'running')) continue;
      const done = await change(row.stream, now, (state, context) => decideRearm(row.stream, state, context));
      if (done.ok) rearmed.push(row.number);
    }
    const due = await store.nextEffectDue();
    return { open, rearmed, behindMs: due === undefined ? 0 : Math.max(0, now - due) };
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

import type { Clock } from '../../base/clock.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { Store } from '../../timeline/store.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { decideRearm } from './decide.ts';
import { nextKey } from './page-effects.ts';
import { pageRows } from './page-rows.ts';
import { pageFold } from './page-state.ts';

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

  const audit = async (): Promise<Audit> => {
    const now = clock.now();
    const rearmed: number[] = [];
    let open = 0;
    for (const { row } of await store.project(pageRows, { bucket: 'live', limit: 100_000 })) {
      const waits = row.status === 'open' || row.status === 'snoozed';
      if (waits) open += 1;
      if (!waits || (row.nextAt ?? 0) + GRACE_MS > now) continue;
      // Overdue: its timer must be there all the same.
      const timers = await store.effects({ key: nextKey(row.stream), limit: 5 });
      if (timers.some((timer) => timer.state === 'pending' || timer.state === 'running')) continue;
      const cause: Cause = {
        causeId: `audit:${row.stream}:${now}`,
        actor: { kind: 'muster', id: 'muster' },
        source: { kind: 'timer' },
      };
      const done = await timeline.change(row.stream, pageFold, cause, (state, context) =>
        decideRearm(row.stream, state, context),
      );
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

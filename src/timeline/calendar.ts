import { z } from 'zod';
import type { Clock, Instant } from '../base/clock.ts';
import { type Result, expectOk, ok } from '../base/result.ts';
import type { Cause } from './cause.ts';
import type { Effect, EffectChange, EffectDraft, EffectHandlers, EffectOutcome } from './effect.ts';
import { ORGANISATION } from './entry.ts';
import type { Fold } from './fold.ts';
import { keepTrying } from './keep-trying.ts';
import { type RunTimes, runTimes } from './next-run.ts';
import type { Store } from './store.ts';
import type { Timeline } from './timeline.ts';

/** Something that happens by the calendar: a hand-off's announcement, a digest, the nightly heads. */
export interface CalendarTimer {
  /** Unique; part of the stored timer. */
  readonly name: string;
  /** Five fields, as cron has them. */
  readonly expression: string;
  readonly zone: string;
  /** What becomes of runs that Muster was not there for: the last one is made up for, or all are left out. */
  readonly missed: 'once' | 'skip';
  run(dueAt: Instant, signal: AbortSignal): Promise<EffectOutcome>;
}

/** Later than this, a run counts as missed. */
const LATE_MS = 10 * 60_000;
const KIND = 'calendar.run';

const payloadSchema = z.object({ name: z.string(), expression: z.string(), zone: z.string(), dueAt: z.int() });
const nothing: Fold<null> = { name: 'timeline.nothing', version: 1, initial: null, evolve: () => null };

/**
 * Calendar-shaped timers: each next run is a stored timer, which survives a restart. After downtime a timer runs once
 * or not at all, as its policy says, never once for each run that was missed. Throws on an expression that is none.
 */
export function createCalendar(options: {
  readonly store: Store;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly timers: readonly CalendarTimer[];
  /** Told, each time it is tried, why next runs could not be stored. */
  readonly onTrouble?: (reason: string) => void;
}) {
  const { store, timeline, clock } = options;
  const timers = new Map<string, CalendarTimer & { readonly times: RunTimes }>();
  const declare = (declared: readonly CalendarTimer[]): void => {
    timers.clear();
    for (const timer of declared) {
      if (timers.has(timer.name)) throw new Error(`Calendar timer ${timer.name} is declared twice`);
      timers.set(timer.name, { ...timer, times: expectOk(runTimes(timer.expression, timer.zone)) });
    }
  };
  declare(options.timers);

  const armed = (timer: CalendarTimer & { readonly times: RunTimes }, after: Instant): readonly EffectDraft[] => {
    const { name, expression, zone } = timer;
    const dueAt = timer.times.next(after);
    if (dueAt === undefined) return [];
    return [
      { kind: KIND, lane: null, key: `calendar:${name}:${dueAt}`, dueAt, payload: { name, expression, zone, dueAt } },
    ];
  };

  const commit = async (
    cause: Pick<Cause, 'causeId' | 'completes'>,
    effects: readonly EffectChange[],
  ): Promise<Result<null>> => {
    const actor = { kind: 'muster' as const, id: 'muster' };
    const whole: Cause = { ...cause, actor, source: { kind: 'timer' } };
    const committed = await timeline.change(ORGANISATION, nothing, whole, () =>
      ok({ entries: [], effects, answer: null }),
    );
    return committed.ok ? ok(null) : committed;
  };

  const handle = async (effect: Effect, signal: AbortSignal): Promise<EffectOutcome> => {
    const { name, expression, zone, dueAt } = payloadSchema.parse(effect.payload);
    const timer = timers.get(name);
    if (timer?.expression !== expression || timer.zone !== zone) return { outcome: 'done' }; // no longer wanted
    const now = clock.now();
    // The next run is stored before this one is tried: whatever becomes of it, the calendar goes on.
    const next = await commit({ causeId: `calendar:${effect.id}` }, armed(timer, Math.max(now, dueAt)));
    if (!next.ok) return { outcome: 'retry', reason: next.refusal.message };
    const isMissed = now - dueAt > LATE_MS && effect.attempts === 1;
    return isMissed && timer.missed === 'skip' ? { outcome: 'done' } : timer.run(dueAt, signal);
  };

  const effects: EffectHandlers = { [KIND]: handle };

  /** Stores the next run of timers that have none, and takes those back that nobody declares any more. */
  const arm = async (): Promise<Result<null>> => {
    const now = clock.now();
    const waiting = new Set<string>();
    const changes: EffectChange[] = [];
    for (const state of ['pending', 'running'] as const) {
      for (const effect of await store.effects({ kind: KIND, state, limit: 10_000 })) {
        const { name, expression, zone } = payloadSchema.parse(effect.payload);
        const timer = timers.get(name);
        if (timer?.expression === expression && timer.zone === zone) waiting.add(name);
        else if (effect.key !== null) changes.push({ cancel: effect.key });
      }
    }
    for (const timer of timers.values()) if (!waiting.has(timer.name)) changes.push(...armed(timer, now));
    if (changes.length === 0) return ok(null);
    return commit({ causeId: `calendar:start:${now}` }, changes);
  };
  const arming = keepTrying({ clock, attempt: arm, onTrouble: (reason) => options.onTrouble?.(reason) });

  return {
    effects,

    /**
     * Arms all timers; while the disk does not take that, it is tried again and again, and the first refusal returned.
     * `declared` takes the place of the timers that there were: muster.yaml was read again.
     */
    async start(declared?: readonly CalendarTimer[]): Promise<Result<null>> {
      if (declared) declare(declared);
      return arming.begin();
    },
    /** Why timers are not armed at this moment, so that what happens by the calendar may be left out; else undefined. */
    trouble: () => arming.trouble(),
    stop: () => {
      arming.stop();
    },
  };
}

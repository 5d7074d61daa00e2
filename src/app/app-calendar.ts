import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Condition } from '../commands/status-command.ts';
import { type CalendarTimer, createCalendar } from '../timeline/calendar.ts';
import type { Store } from '../timeline/store.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** Done effects, causes and expired drafts are of use for a month; entries are kept for ever. */
const KEPT_MS = 30 * 86_400_000;

/** What happens by the calendar, whoever asks for it, and what is said of it while it cannot be armed. */
export function createAppCalendar(parts: {
  readonly store: Store;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked at the start and at each reload: some come and go with muster.yaml. */
  readonly timers: () => readonly CalendarTimer[];
}) {
  const { store, timeline, clock, log } = parts;
  const pruning: CalendarTimer = {
    name: 'prune',
    expression: '40 3 * * *',
    zone: 'Etc/UTC',
    missed: 'once',
    async run(dueAt) {
      await store.prune(dueAt - KEPT_MS);
      return { outcome: 'done' };
    },
  };
  const timers = (): readonly CalendarTimer[] => [pruning, ...parts.timers()];
  const calendar = createCalendar({
    store,
    timeline,
    clock,
    timers: timers(),
    onTrouble: (reason) => {
      log.error({ reason }, 'the calendar could not be armed; trying again');
    },
  });
  return {
    effects: calendar.effects,
    /** Takes what is declared now, and puts the next run of each on disk. */
    arm: () => calendar.start(timers()),
    armed: () => calendar.trouble() === undefined,
    condition: () => conditionOf(calendar.trouble()),
    stop: () => {
      calendar.stop();
    },
  };
}

/** Only while something is wrong: that timers are armed is nothing to read at night. */
const conditionOf = (trouble: string | undefined): Condition | undefined =>
  trouble === undefined
    ? undefined
    : {
        good: false,
        line: [
          `Nightly checks and digests have no next run on disk and may be left out. It is tried again and again. ${trouble}`,
        ],
      };

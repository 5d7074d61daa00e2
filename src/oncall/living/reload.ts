import { type Result, ok } from '../../base/result.ts';
import { newId } from '../../base/ids.ts';
import type { People } from '../../catalog/people.ts';
import type { Cause } from '../../timeline/cause.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { keepTrying } from '../../timeline/keep-trying.ts';
import { armCalendar } from '../calendars/calendar-handler.ts';
import type { OnCallConfig } from '../config/oncall.ts';
import type { OnCallSections } from '../config/references.ts';
import { armScheduleCopy } from '../pagerduty/schedule-copy-handler.ts';
import type { OnCallParts } from '../parts.ts';
import { type ReloadParts, type Reloaded, decideReload } from './decide-reload.ts';
import { armGaps } from './gap-timer.ts';
import { armHandOff } from './hand-off-effects.ts';
import { armAllMirrors } from './mirrors.ts';
import { onCallRegister } from './register.ts';

/** A muster.yaml that is about to be in force. */
export interface NextSections {
  readonly sections: OnCallSections;
  readonly people: People;
  readonly config: OnCallConfig;
  /** Called once what it changes is on disk, at once and before anything acts on it: from then on it is in force. */
  readonly take: () => void;
}

const cause = (now: number): Cause => ({
  causeId: `schedules:${newId(now)}`,
  actor: { kind: 'muster', id: 'muster' },
  source: { kind: 'import' },
});

/**
 * Records what muster.yaml changes of who is on call, then lets it be in force, then arms what follows from it. In this
 * order whoever stays on call does so from the first moment on, and what cannot be recorded is not taken at all.
 */
export function createReload(parts: OnCallParts, onTrouble: (error: unknown) => void) {
  const kept = (what: string, attempt: () => Promise<Result<null>>) =>
    keepTrying({
      clock: parts.clock,
      attempt,
      onTrouble: (reason) => {
        onTrouble(new Error(`${what}; trying again: ${reason}`));
      },
    });
  const arming = kept('The timers of schedules could not be armed', () => arm(parts));
  const configured = async (next?: NextSections): Promise<Result<Reloaded>> => {
    const now = parts.clock.now();
    const by: ReloadParts = next
      ? { ...parts, sections: () => next.sections, people: () => next.people, config: () => next.config }
      : parts;
    const done = await parts.timeline.change(ORGANISATION, onCallRegister, cause(now), (state, context) =>
      ok(decideReload(by, state, context)),
    );
    if (!done.ok) return done;
    next?.take();
    await arming.begin();
    return ok(done.value.answer);
  };
  const recording = kept('What muster.yaml says of schedules could not be recorded', async () => {
    const done = await configured();
    return done.ok ? ok(null) : done;
  });
  return {
    /** muster.yaml as it is in force already, at start: tried until it is recorded. */
    begin: async (): Promise<void> => {
      await recording.begin();
    },
    /** Without `next` it is muster.yaml as it is in force already. Refuses `store/…`. */
    configured,
    stop: () => {
      recording.stop();
      arming.stop();
    },
  };
}

async function arm(parts: OnCallParts): Promise<Result<null>> {
  const now = parts.clock.now();
  const schedules = Object.entries(parts.sections().schedules);
  const mirrors = await armAllMirrors(parts);
  const effects = [
    ...schedules.flatMap(([name, { calendars = [], pagerduty }]) => [
      armHandOff(name, now),
      ...calendars.map((calendar) => armCalendar(name, calendar.name, now)),
      ...(pagerduty ? [armScheduleCopy(name, now)] : []),
    ]),
    ...(schedules.length > 0 ? [armGaps(now)] : []),
    ...mirrors,
  ];
  const done = await parts.timeline.change(ORGANISATION, onCallRegister, cause(now), () =>
    ok({ entries: [], effects, answer: null }),
  );
  return done.ok ? ok(null) : done;
}

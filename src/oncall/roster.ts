import type { Instant } from '../base/clock.ts';
import type { People } from '../catalog/people.ts';
import { calendarKey, tracksOf } from './calendars/calendar-shifts.ts';
import type { OnCallSections } from './config/references.ts';
import { type Reachable, planNotifications } from './paging/plan.ts';
import type { Routing } from './paging/routing.ts';
import { isDiscordId } from './paging/who.ts';
import type { OnCallRegister } from './living/register.ts';
import { createMirroredSchedule } from './pagerduty/mirrored-schedule.ts';
import type { Override, ScheduleDefinition, Span } from './schedule/definition.ts';
import type { FinalSchedule, FinalShift } from './schedule/final-schedule.ts';
import { type Schedule, createSchedule } from './schedule/schedule.ts';
import { createScheduleHistory } from './schedule-history.ts';

/** Schedules and people of muster.yaml with the overrides made in chat: what one asks who is on call. */
export interface Roster {
  readonly schedules: readonly Schedule[];
  schedule(name: string): Schedule | undefined;
  /** Schedules of a span: muster.yaml's, and those that it had within that span and has no more. */
  namesWithin(span: Span): readonly string[];
  overrides(name: string): readonly Override[];
  at(schedule: string, instant: Instant): readonly FinalShift[];
  /** The past as muster.yaml had it then, the future as it has it now. Undefined for an unknown schedule. */
  final(schedule: string, span: Span, now: Instant): FinalSchedule | undefined;
  readonly routing: Routing;
}

const NONE: readonly Override[] = [];

/** What comes from outside: calendars and PagerDuty. */
export type Sources = Pick<OnCallRegister, 'calendars' | 'copies'>;

/**
 * Made anew for each configuration and each change of a calendar or in PagerDuty: schedules keep what they worked out as
 * long as all of that stays the same.
 */
export function createSchedules(sections: OnCallSections, sources: Sources): ReadonlyMap<string, Schedule> {
  return new Map(
    Object.entries(sections.schedules).map(([name, definition]) => [
      name,
      scheduleWithSources(name, definition, sources),
    ]),
  );
}

/** A schedule with what its calendars, or PagerDuty, said last. */
export function scheduleWithSources(name: string, definition: ScheduleDefinition, sources: Sources): Schedule {
  const calendars = (definition.calendars ?? []).flatMap((calendar) =>
    tracksOf(calendar.name, sources.calendars[calendarKey(name, calendar.name)]?.shifts ?? []),
  );
  return definition.pagerduty
    ? createMirroredSchedule(name, definition, sources.copies[name], calendars)
    : createSchedule(name, definition, calendars);
}

export function createRoster(
  sections: OnCallSections,
  schedules: ReadonlyMap<string, Schedule>,
  people: People,
  register: OnCallRegister,
): Roster {
  const overrides = (name: string): readonly Override[] => register.overrides[name] ?? NONE;
  const at = (name: string, instant: Instant): readonly FinalShift[] =>
    schedules.get(name)?.at(instant, overrides(name)) ?? [];

  const history = createScheduleHistory(schedules, register, overrides, (name, definition) =>
    scheduleWithSources(name, definition, register),
  );

  const reachable = (id: string): Reachable | undefined => {
    const person = people.byId(id);
    const own = person && sections.people[person.key];
    return own && { ...own, timeZone: person.timeZone };
  };
  const idOf = (key: string): string | undefined => people.byKey(key)?.id;

  return {
    schedules: [...schedules.values()],
    schedule: (name) => schedules.get(name),
    overrides,
    at,
    final: history.final,
    namesWithin: history.namesWithin,
    routing: {
      policies: sections.policies,
      policy: (key) => sections.policies[key],
      onCall: (name, instant) => at(name, instant).flatMap((shift) => idOf(shift.user) ?? []),
      personId: (key) => idOf(key) ?? (isDiscordId(key) ? key : undefined),
      notifications(personId, urgency, instant, lastStep) {
        const person = reachable(personId);
        // Somebody whom muster.yaml does not know, named by their Discord id, gets a direct message.
        if (!person && !isDiscordId(personId)) return [];
        return planNotifications(person ?? { discord: personId, timeZone: 'UTC' }, urgency, instant, lastStep);
      },
    },
  };
}

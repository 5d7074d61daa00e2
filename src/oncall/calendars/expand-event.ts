import { DAY_MS } from '../../base/durations.ts';
import ICAL from 'ical.js';
import type { Instant } from '../../base/clock.ts';
import type { Span } from '../schedule/definition.ts';
import { type WallMs, type Zone } from '../schedule/zone.ts';
import { type EventClock, clockOf, timeOfWall, wallOf } from './event-clock.ts';

/** One time that an event takes place; `component` is the exception where there is one. */
export type Occurrence = Span & { readonly component: ICAL.Component };

/** What all events of a calendar together may cost. Throws `TooMuch` when it is used up. */
export interface Budget {
  spend(): void;
}

type Event = {
  readonly component: ICAL.Component;
  readonly clock: EventClock;
  readonly wall: WallMs;
  readonly endOf: (wall: WallMs) => Instant;
};

const timeOf = (property: ICAL.Property | null): ICAL.Time | undefined => {
  const value = property?.getFirstValue();
  return value instanceof ICAL.Time ? value : undefined;
};

/** A sentence instead of the event where its times cannot be used. */
function readEvent(component: ICAL.Component, local: Zone): Event | string {
  const startProperty = component.getFirstProperty('dtstart');
  const start = timeOf(startProperty);
  if (!startProperty || !start) return 'has no beginning';
  const clock = clockOf(startProperty, start, local);
  if (!clock) return `is in the time zone ${startProperty.getFirstParameter('tzid')}, which nobody knows`;
  const wall = wallOf(start);
  const endProperty = component.getFirstProperty('dtend');
  const end = timeOf(endProperty);
  const duration = component.getFirstPropertyValue('duration');
  if (endProperty && end) {
    const endClock = clockOf(endProperty, end, local);
    if (!endClock) return `ends in the time zone ${endProperty.getFirstParameter('tzid')}, which nobody knows`;
    if (endClock === clock)
      return { component, clock, wall, endOf: (at) => clock.instantOf(at + wallOf(end) - wall, 'last') };
    const lasts = endClock.instantOf(wallOf(end), 'last') - clock.instantOf(wall);
    return { component, clock, wall, endOf: (at) => clock.instantOf(at) + lasts };
  }
  if (duration instanceof ICAL.Duration) {
    // RFC 5545, 3.3.6: days and weeks are nominal, hours and less are exact.
    const days = (duration.weeks * 7 + duration.days) * DAY_MS;
    const exact = duration.toSeconds() * 1000 - days;
    return { component, clock, wall, endOf: (at) => clock.instantOf(at + days, 'last') + exact };
  }
  return { component, clock, wall, endOf: (at) => clock.instantOf(start.isDate ? at + DAY_MS : at, 'last') };
}

const cancelled = (component: ICAL.Component): boolean =>
  String(component.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED';

/** `UNTIL` is in UTC where the event is in a zone (RFC 5545, 3.3.10): the rule is worked out on the event's own clock. */
function localUntil(rule: ICAL.Recur, event: Event): void {
  const { until } = rule;
  if (!until) return;
  if (until.isDate) rule.until = timeOfWall(wallOf(until) + DAY_MS - 1000);
  else if (until.zone === ICAL.Timezone.utcTimezone) rule.until = timeOfWall(event.clock.wallAt(wallOf(until)));
}

/** The library lets 30 February run over into March. */
function fits(rule: ICAL.Recur, time: ICAL.Time): boolean {
  const months = rule.getComponent('BYMONTH').map(Number);
  const days = rule.getComponent('BYMONTHDAY').map(Number);
  const dayFits = days.length === 0 || days.some((day) => day < 0 || day === time.day);
  return dayFits && (months.length === 0 || months.includes(time.month));
}

function startsOf(event: Event, span: Span, budget: Budget): Set<WallMs> {
  const { component } = event;
  const starts = new Set<WallMs>();
  const rules = component.getAllProperties('rrule').map((property) => property.getFirstValue());
  if (rules.length === 0) starts.add(event.wall);
  for (const rule of rules) {
    if (!(rule instanceof ICAL.Recur)) continue;
    localUntil(rule, event);
    const walk = rule.iterator(timeOfWall(event.wall));
    for (let time = walk.next() as ICAL.Time | null; time; time = walk.next() as ICAL.Time | null) {
      budget.spend();
      const wall = wallOf(time);
      if (event.clock.instantOf(wall) >= span.to) break;
      if (fits(rule, time) && event.endOf(wall) > span.from) starts.add(wall);
    }
  }
  return starts;
}

/** Instants, and days where only a day is named. */
type Moments = { readonly instants: Set<Instant>; readonly days: Set<WallMs> };

function momentsOf(properties: readonly ICAL.Property[], local: Zone): Moments {
  const instants = new Set<Instant>();
  const days = new Set<WallMs>();
  for (const property of properties) {
    for (const value of property.getValues() as unknown[]) {
      const time = value instanceof ICAL.Period ? value.start : value;
      if (!(time instanceof ICAL.Time)) continue;
      if (time.isDate) days.add(wallOf(time));
      else {
        const at = clockOf(property, time, local)?.instantOf(wallOf(time));
        if (at !== undefined) instants.add(at);
      }
    }
  }
  return { instants, days };
}

const dayOf = (wall: WallMs): WallMs => Math.floor(wall / DAY_MS) * DAY_MS;

/**
 * When the components of one UID take place within the span: recurrences, additional and excluded dates, exceptions
 * (RECURRENCE-ID, also RANGE=THISANDFUTURE), what is cancelled left out. `fault` is told of what cannot be used.
 */
export function expandEvent(
  components: readonly ICAL.Component[],
  span: Span,
  local: Zone,
  budget: Budget,
  fault: (component: ICAL.Component, sentence: string) => void,
): Occurrence[] {
  const found: Occurrence[] = [];
  const add = (event: Event, wall: WallMs): void => {
    budget.spend();
    const [from, to] = [event.clock.instantOf(wall), event.endOf(wall)];
    if (from < to && from < span.to && to > span.from) found.push({ component: event.component, from, to });
  };
  const events = components.flatMap((component) => {
    const event = readEvent(component, local);
    if (typeof event !== 'string') return [event];
    fault(component, event);
    return [];
  });
  const exceptions = events.flatMap((event) => {
    const property = event.component.getFirstProperty('recurrence-id');
    const time = timeOf(property);
    const clock = property && time && clockOf(property, time, local);
    if (!property || !time || !clock) return [];
    const following = property.getFirstParameter('range')?.toUpperCase() === 'THISANDFUTURE';
    return [{ event, following, wall: wallOf(time), at: clock.instantOf(wallOf(time)), day: time.isDate }];
  });

  for (const master of events) {
    if (master.component.hasProperty('recurrence-id') || cancelled(master.component)) continue;
    const excluded = momentsOf(master.component.getAllProperties('exdate'), local);
    const added = momentsOf(master.component.getAllProperties('rdate'), local);
    const starts = startsOf(master, span, budget);
    for (const at of added.instants) starts.add(master.clock.wallAt(at));
    for (const day of added.days) starts.add(day + (master.wall - dayOf(master.wall)));
    for (const wall of starts) {
      const at = master.clock.instantOf(wall);
      if (excluded.instants.has(at) || excluded.days.has(dayOf(wall))) continue;
      if (exceptions.some((each) => (each.day ? each.wall === dayOf(wall) : each.at === at))) continue;
      const moved = exceptions.filter((each) => each.following && each.at < at).sort((a, b) => b.at - a.at)[0];
      if (!moved) add(master, wall);
      else if (!cancelled(moved.event.component)) add(moved.event, wall + moved.event.wall - moved.wall);
    }
  }
  for (const { event } of exceptions) if (!cancelled(event.component)) add(event, event.wall);
  return found;
}

import ICAL from 'ical.js';
import type { Shift, Span } from '../schedule/definition.ts';
import { zoneOf } from '../schedule/zone.ts';
import { type Budget, expandEvent } from './expand-event.ts';
import { noCalendar } from './no-calendar.ts';
import { type Named, whoIsMeant } from './who-is-meant.ts';

/** Plain data: it crosses into a worker. */
export type CalendarRequest = {
  readonly text: string;
  readonly span: Span;
  /** Of days, and of times that name no zone. */
  readonly timeZone: string;
  /** Whom every event puts on call; null: whom it names. */
  readonly user: string | null;
  readonly people: readonly Named[];
  readonly names: Readonly<Record<string, string>>;
};

export type CalendarReading =
  | {
      readonly ok: true;
      /** By their beginning; they may overlap. */
      readonly shifts: readonly Shift[];
      /** What could not be used, a sentence each, the first twenty. */
      readonly faults: readonly string[];
      readonly faultCount: number;
    }
  | { readonly ok: false; readonly reason: string };

/** Of one calendar. Beyond them it is refused as a whole, and what was read before is kept. */
export const MOST_EVENTS = 5_000;
export const MOST_REPETITIONS = 100_000;
export const MOST_SHIFTS = 5_000;
const MOST_FAULTS = 20;

class TooMuch extends Error {}

/** An iCalendar text (RFC 5545) as shifts. Throws never; a hostile rule may keep it busy for ever, so it runs in a worker. */
export function readCalendar(request: CalendarRequest, mostRepetitions = MOST_REPETITIONS): CalendarReading {
  const parsed = parse(request.text);
  if (typeof parsed === 'string') return { ok: false, reason: parsed };
  const local = zoneOf(request.timeZone);
  const events = parsed.flatMap((calendar) => calendar.getAllSubcomponents('vevent'));
  if (events.length > MOST_EVENTS) {
    return { ok: false, reason: `it has ${events.length} events; at most ${MOST_EVENTS} are read` };
  }
  const shifts: Shift[] = [];
  const faults: string[] = [];
  let faultCount = 0;
  const fault = (component: ICAL.Component, sentence: string): void => {
    faultCount++;
    const title = String(component.getFirstPropertyValue('summary') ?? 'An event').slice(0, 80);
    if (faults.length < MOST_FAULTS) faults.push(`“${title}” ${sentence}`);
  };
  let left = mostRepetitions;
  const budget: Budget = {
    spend() {
      if (--left < 0) throw new TooMuch(`its events repeat more than ${mostRepetitions} times`);
    },
  };
  const unnamed = new Set<ICAL.Component>();
  try {
    for (const components of byUid(events)) {
      for (const { component, from, to } of expand(components, request.span, local, budget, fault)) {
        const users = request.user === null ? whoIsMeant(component, request.people, request.names) : [request.user];
        if (users.length === 0 && !unnamed.has(component)) {
          unnamed.add(component);
          fault(component, 'names nobody of muster.yaml');
        }
        for (const user of users) shifts.push({ user, from, to });
        if (shifts.length > MOST_SHIFTS) throw new TooMuch(`it has more than ${MOST_SHIFTS} shifts in sight`);
      }
    }
  } catch (error) {
    if (error instanceof TooMuch) return { ok: false, reason: error.message };
    throw error;
  }
  shifts.sort((a, b) => a.from - b.from || a.to - b.to || (a.user < b.user ? -1 : 1));
  return { ok: true, shifts, faults, faultCount };
}

function parse(text: string): ICAL.Component[] | string {
  const fault = noCalendar(text);
  if (fault !== undefined) return fault;
  try {
    const parsed = ICAL.parse(text.replace(/^\uFEFF/, '').trim()) as unknown[];
    // One calendar is an array that begins with its name; several stand in an array.
    const several = typeof parsed[0] === 'string' ? [parsed] : parsed;
    return several.map((each) => new ICAL.Component(each as unknown[]));
  } catch (error) {
    return `it cannot be read (${error instanceof Error ? error.message.slice(0, 120) : 'it is broken'})`;
  }
}

/** Of one UID and RECURRENCE-ID sent twice, the later version counts (RFC 5545, 3.8.7.4). */
function byUid(events: readonly ICAL.Component[]): ICAL.Component[][] {
  const sequence = (event: ICAL.Component): number => Number(event.getFirstPropertyValue('sequence') ?? 0);
  const groups = Map.groupBy(events, (event) => {
    const uid = event.getFirstPropertyValue('uid');
    return uid === null ? event : String(uid); // without one it stands for itself
  });
  return [...groups.values()].map((group) => {
    const latest = new Map<string, ICAL.Component>();
    for (const event of group) {
      const of = String(event.getFirstPropertyValue('recurrence-id') ?? '');
      const other = latest.get(of);
      if (!other || sequence(event) >= sequence(other)) latest.set(of, event);
    }
    return [...latest.values()];
  });
}

/** What the library refuses of one event (a rule that is none) is that event's fault alone. */
function expand(components: readonly ICAL.Component[], ...rest: Tail<typeof expandEvent>) {
  try {
    return expandEvent(components, ...rest);
  } catch (error) {
    const [first] = components;
    if (error instanceof TooMuch || !first) throw error;
    rest[3](first, `cannot be read (${error instanceof Error ? error.message.slice(0, 120) : 'it is broken'})`);
    return [];
  }
}
type Tail<F> = F extends (first: never, ...rest: infer R) => unknown ? R : never;

import { DAY_MS } from '../../base/durations.ts';
import ICAL from 'ical.js';
import type { Instant } from '../../base/clock.ts';
import type { ActionsConfig } from '../config/actions-config.ts';
import type { Register } from '../register.ts';
import { freezeSpans } from './freezes.ts';

/** A calendar shows this much of what comes, and of what was. */
const AHEAD_MS = 120 * DAY_MS;
const BEHIND_MS = 14 * DAY_MS;

export interface CalendarEvent {
  /** The same event has the same one in each version of the calendar. */
  readonly uid: string;
  readonly title: string;
  readonly from: Instant;
  readonly until: Instant;
}

/** Freezes, and deploys that are planned or wait, in the order of their beginning. */
export function deployEvents(config: ActionsConfig, register: Register, now: Instant): readonly CalendarEvent[] {
  const freezes = freezeSpans(config.freezes, now - BEHIND_MS, now + AHEAD_MS).map(
    ({ name, reason, from, until }): CalendarEvent => ({
      uid: `freeze-${name}-${from}`,
      title: `No deploys${scopeOf(config, name)}: ${reason}`,
      from,
      until,
    }),
  );
  const planned = Object.values(register.runs)
    .filter((run) => run.plan.deploy !== null && ['awaiting', 'planned', 'queued'].includes(run.state))
    .map(({ id, state, plan, askedAt, expiresAt }): CalendarEvent => ({
      uid: `run-${id}`,
      title: `${state === 'planned' ? 'Planned' : plan.startAt === null ? 'Waits' : 'To be confirmed'}: ${plan.summary}`,
      ...(plan.startAt === null
        ? { from: askedAt, until: expiresAt }
        : { from: plan.startAt, until: plan.startAt + plan.deadlineMs }),
    }));
  return [...freezes, ...planned].sort((a, b) => a.from - b.from);
}

function scopeOf(config: ActionsConfig, name: string): string {
  const { apps, environments } = config.freezes[name] ?? {};
  const scope = [...(apps ?? []), ...(environments ?? [])].join(', ');
  return scope === '' ? '' : ` (${scope})`;
}

/** The events as an iCalendar file (RFC 5545), instants in UTC. */
export function icsOf(events: readonly CalendarEvent[], now: Instant): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('prodid', '-//Muster//Deploys//EN');
  calendar.updatePropertyWithValue('x-wr-calname', 'Deploys');
  for (const { uid, title, from, until } of events) {
    const event = new ICAL.Component('vevent');
    event.updatePropertyWithValue('uid', `${uid}@muster`);
    event.updatePropertyWithValue('dtstamp', timeOf(now));
    event.updatePropertyWithValue('dtstart', timeOf(from));
    event.updatePropertyWithValue('dtend', timeOf(until));
    event.updatePropertyWithValue('summary', title);
    calendar.addSubcomponent(event);
  }
  return `${calendar.toString()}\r\n`;
}

const timeOf = (at: Instant): ICAL.Time => ICAL.Time.fromJSDate(new Date(at), true);

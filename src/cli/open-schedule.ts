import { existsSync } from 'node:fs';
import { type Result, ok } from '../base/result.ts';
import type { RichText } from '../base/rich-text.ts';
import type { App } from '../app.ts';
import type { OpenedSchedule } from './answer-oncall.ts';
import { databaseOf } from './operator-socket.ts';
import { plainText } from '../incidents/export/plain-text.ts';
import { calendarNotes } from '../oncall/calendars/calendar-status.ts';
import { pagerDutyNotes } from '../oncall/pagerduty/schedule-copy-status.ts';
import type { ScheduleDefinition } from '../oncall/schedule/definition.ts';
import { createSchedule } from '../oncall/schedule/schedule.ts';
import { type Configured, openRecord } from './open.ts';

/** What is left out when the record cannot be read. */
const without = (definition: ScheduleDefinition): string =>
  definition.calendars ? 'Calendars and overrides made in chat are left out' : 'Overrides made in chat are left out';

/** A schedule with what is on record beside it: overrides made in chat, and what its calendars or PagerDuty said last. */
export async function scheduleOnRecord(
  app: App,
  name: string,
  definition: ScheduleDefinition,
  now: number,
): Promise<OpenedSchedule> {
  const source = { store: app.store, sections: () => app.current().config };
  const roster = await app.oncall.roster();
  const notes: RichText[] = [...(await calendarNotes(source, [name])), ...(await pagerDutyNotes(source, [name], now))];
  return {
    schedule: roster.schedule(name) ?? createSchedule(name, definition),
    overrides: roster.overrides(name),
    notes: notes.map((note) => plainText(note, (id) => id)),
  };
}

/**
 * A schedule as muster.yaml has it now, on a record that no Muster need run on. Refuses `store/…` for a schedule that PagerDuty
 * alone knows; else muster.yaml answers by itself.
 */
export async function openSchedule(
  configured: Configured,
  name: string,
  definition: ScheduleDefinition,
  now: number,
): Promise<Result<OpenedSchedule>> {
  const alone = (...notes: string[]): Result<OpenedSchedule> =>
    ok({ schedule: createSchedule(name, definition), overrides: [], notes });
  if (!definition.pagerduty && !existsSync(databaseOf(configured.settings)))
    return definition.calendars
      ? alone('There is no record yet: its calendars are read by `muster start`, and left out here.')
      : alone();
  const read = await openRecord(configured, 'read', (app) => scheduleOnRecord(app, name, definition, now));
  return read.ok || definition.pagerduty ? read : alone(`${without(definition)}: ${read.refusal.message}`);
}

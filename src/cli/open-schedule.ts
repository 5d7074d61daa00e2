import { existsSync } from 'node:fs';
import { type Result, ok } from '../base/result.ts';
import type { RichText } from '../base/rich-text.ts';
import { databaseOf } from './operator-door.ts';
import { plainText } from '../incidents/export/plain-text.ts';
import { calendarNotes } from '../oncall/calendars/calendar-status.ts';
import { pagerDutyNotes } from '../oncall/pagerduty/schedule-copy-status.ts';
import type { Override, ScheduleDefinition } from '../oncall/schedule/definition.ts';
import { type Schedule, createSchedule } from '../oncall/schedule/schedule.ts';
import { type Configured, openRecord } from './open.ts';

/** What is left out when the record cannot be read. */
const without = (definition: ScheduleDefinition): string =>
  definition.calendars ? 'Calendars and overrides made in chat are left out' : 'Overrides made in chat are left out';

/**
 * A schedule as muster.yaml has it now, with what is on record beside it: overrides made in chat, and what its calendars or
 * PagerDuty said last. The record is read beside a Muster that runs; what is to be known of it goes to stderr. Refuses
 * `store/…` for a schedule that PagerDuty alone knows; else muster.yaml answers by itself.
 */
export async function openSchedule(
  configured: Configured,
  name: string,
  definition: ScheduleDefinition,
  now: number,
): Promise<Result<{ readonly schedule: Schedule; readonly overrides: readonly Override[] }>> {
  const alone = { schedule: createSchedule(name, definition), overrides: [] };
  const say = (sentence: string): void => {
    process.stderr.write(`${sentence}\n`);
  };
  if (!definition.pagerduty && !existsSync(databaseOf(configured.settings))) {
    if (definition.calendars)
      say('There is no record yet: its calendars are read by `muster start`, and left out here.');
    return ok(alone);
  }
  const read = await openRecord(configured, 'read', async (app) => {
    const source = { store: app.store, sections: () => app.current().config };
    const roster = await app.oncall.roster();
    const notes: RichText[] = [
      ...(await calendarNotes(source, [name])),
      ...(await pagerDutyNotes(source, [name], now)),
    ];
    for (const note of notes) say(plainText(note, (id) => id));
    return { schedule: roster.schedule(name) ?? alone.schedule, overrides: roster.overrides(name) };
  });
  if (read.ok || definition.pagerduty) return read;
  say(`${without(definition)}: ${read.refusal.message}`);
  return ok(alone);
}

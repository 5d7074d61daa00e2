import { ok } from '../../base/result.ts';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { say } from '../../commands/message.ts';
import { calendarNotes } from '../calendars/calendar-status.ts';
import { shown } from '../living/shown.ts';
import { stretches } from '../living/stretches.ts';
import { pagerDutyNotes } from '../pagerduty/schedule-copy-status.ts';
import type { OnCallParts } from '../parts.ts';
import { DAY_MS } from '../schedule/zone.ts';
import { findSchedule, scheduleOption } from './named.ts';
import { momentOption } from './when-option.ts';

/** A message holds so many and stays readable; what is left out is counted. */
const MOST_LISTED = 25;
const MOST_NOTES = 8;

/** `/oncall who`: one line a schedule, with until when and who is next. */
export const whoCommand = (parts: OnCallParts) =>
  defineCommand({
    name: 'oncall who',
    summary: 'Who is on call, now or at a time',
    examples: ['/oncall who', '/oncall who schedule:primary at:fri 22:00', '/oncall who at:yesterday 22:00'],
    permission: 'oncall.read',
    risk: 'read',
    options: {
      schedule: scheduleOption(parts, false),
      at: momentOption('A time, past or to come: fri 22:00, yesterday 22:00'),
    },
    async run({ schedule, at = undefined }, context) {
      const roster = await parts.roster();
      const when = at ?? context.now;
      // Of the past those, too, that muster.yaml has no more.
      const there = roster.namesWithin({ from: when, to: when + 1 }).map((name) => ({ name }));
      const asked = schedule === undefined && there.length !== 1 ? undefined : findSchedule(there, schedule);
      if (asked && !asked.ok) return asked;
      const schedules = asked ? [asked.value] : there;
      const items = schedules.map((each): RichText => {
        const final = roster.final(each.name, { from: when, to: when + 14 * DAY_MS }, context.now);
        const whole = stretches(final?.shifts ?? []);
        const here = whole.filter((shift) => shift.from === when);
        const until = Math.min(...here.map((shift) => shift.to));
        const gone: RichText = roster.schedule(each.name) ? [] : [' (taken out of muster.yaml since)'];
        if (here.length === 0) {
          const [next] = whole;
          const then: RichText = next ? rich`; ${shown(next.user, parts)} from ${instant(next.from, 'day')}` : [];
          return rich`${strong(each.name)}: nobody is on call${then}${gone}`;
        }
        const names = here.flatMap((shift, n) =>
          n === 0 ? shown(shift.user, parts) : [', ', ...shown(shift.user, parts)],
        );
        const next = whole.find((shift) => shift.from === until);
        const then: RichText = next
          ? rich`, then ${shown(next.user, parts)}`
          : until < when + 14 * DAY_MS
            ? [', then nobody']
            : [];
        return rich`${strong(each.name)}: ${names}, until ${instant(until, 'day')}${then}${gone}`;
      });
      const named = schedules.map(({ name }) => name);
      const notes = [...(await calendarNotes(parts, named)), ...(await pagerDutyNotes(parts, named, context.now))];
      const more = (count: number, what: string): RichText[] =>
        count > 0 ? [[`and ${count} more ${what}: ask for one by /oncall who schedule:…`]] : [];
      return ok(
        say({
          title: at === undefined ? ['On call now'] : rich`On call ${instant(when, 'day')}`,
          blocks: [
            items.length > 0
              ? {
                  type: 'list',
                  items: [...items.slice(0, MOST_LISTED), ...more(items.length - MOST_LISTED, 'schedules')],
                }
              : { type: 'text', text: ['There are no schedules yet: add some under schedules: in muster.yaml.'] },
            ...[...notes.slice(0, MOST_NOTES), ...more(notes.length - MOST_NOTES, 'notes')].map((text) => ({
              type: 'text' as const,
              text,
            })),
          ],
        }),
      );
    },
  });

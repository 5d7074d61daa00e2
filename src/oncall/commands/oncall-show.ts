import { ok } from '../../base/result.ts';
import type { Command } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { say } from '../../commands/message.ts';
import { choice } from '../../commands/options.ts';
import { calendarNotes } from '../calendars/calendar-status.ts';
import { drawSchedule } from '../living/draw-schedule.ts';
import { pagerDutyNotes } from '../pagerduty/schedule-copy-status.ts';
import type { OnCallParts } from '../parts.ts';
import { DAY_MS, zoneOf } from '../schedule/zone.ts';
import { calendarLinkButton } from './calendar-link.ts';
import { findSchedule, scheduleOption } from './named.ts';
import { pictured } from './pictured.ts';
import { subscribeButton } from './oncall-calendar.ts';

const SPANS = { week: 7, month: 31 } as const;

/** A schedule's week or month as a picture. */
export const showCommands = (parts: OnCallParts): readonly Command[] => [
  defineCommand({
    name: 'oncall show',
    summary: 'A schedule as a picture: its layers, who is on call, gaps in red',
    permission: 'oncall.read',
    risk: 'read',
    pace: 'waits',
    options: {
      schedule: scheduleOption(parts, false),
      span: choice(['week', 'month'], { description: 'How much of it' }),
      theme: choice(['dark', 'light'], { description: 'For which background' }),
    },
    async run({ schedule, span = 'week', theme = 'dark' }, context) {
      const roster = await parts.roster();
      const found = findSchedule(roster.schedules, schedule);
      if (!found.ok) return found;
      const zone = zoneOf(found.value.definition.timeZone);
      const today = Math.floor(zone.wallAt(context.now) / DAY_MS) * DAY_MS;
      const shown = { from: zone.instantOf(today), to: zone.instantOf(today + SPANS[span] * DAY_MS) };
      const drawn = drawSchedule(found.value, roster, shown, context.now, parts.nameOf, theme);
      const gaps = roster.final(found.value.name, shown, context.now)?.gaps.length ?? 0;
      const named = [found.value.name];
      const notes = [...(await calendarNotes(parts, named)), ...(await pagerDutyNotes(parts, named, context.now))];
      const words =
        gaps === 0
          ? 'Somebody is on call all the time.'
          : `${gaps === 1 ? 'There is one gap' : `There are ${gaps} gaps`}: /oncall gaps lists them.`;
      return ok(
        say(
          await pictured(drawn, 'schedule.png', {
            title: [`On call: ${found.value.name}`],
            tone: gaps > 0 ? 'warning' : 'neutral',
            buttons: [[calendarLinkButton, subscribeButton(found.value.name)]],
            blocks: [
              { type: 'text', text: [words] },
              ...notes.slice(0, 5).map((text) => ({ type: 'text' as const, text })),
            ],
          }),
        ),
      );
    },
  }),
];

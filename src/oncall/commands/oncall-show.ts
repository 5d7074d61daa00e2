import { ok } from '../../base/result.ts';
import type { Command } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type FilePart, type Message, say } from '../../commands/message.ts';
import { choice } from '../../commands/options.ts';
import { barChart } from '../../pictures/bar-chart.ts';
import type { Picture } from '../../pictures/svg.ts';
import { toPng } from '../../pictures/to-png.ts';
import { calendarNotes } from '../calendars/calendar-status.ts';
import { drawSchedule } from '../living/draw-schedule.ts';
import { fairness } from '../living/fairness.ts';
import { pagerDutyNotes } from '../pagerduty/schedule-copy-status.ts';
import type { OnCallParts } from '../parts.ts';
import { DAY_MS, zoneOf } from '../schedule/zone.ts';
import { calendarLinkButton } from './calendar-link.ts';
import { findSchedule, scheduleOption } from './named.ts';
import { subscribeButton } from './oncall-calendar.ts';

const SPANS = { week: 7, month: 31, quarter: 92 } as const;

async function pictured(drawn: Picture, name: string, rest: Omit<Message, 'files'>): Promise<Message> {
  const file: FilePart = { name, alt: drawn.alt, contentType: 'image/png', content: await toPng(drawn.svg) };
  return { ...rest, blocks: [{ type: 'picture', file: name }, ...rest.blocks], files: [file] };
}

/** Pictures: a schedule's week or month, and who carried how much. */
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
  defineCommand({
    name: 'oncall fairness',
    summary: 'Hours on call a person: days, nights, weekends',
    details:
      'Nights are 22:00 to 08:00 in the person’s own zone, weekends Saturday and Sunday. It looks back from now.',
    permission: 'oncall.read',
    risk: 'read',
    pace: 'waits',
    options: {
      schedule: scheduleOption(parts, false),
      span: choice(['week', 'month', 'quarter'], { description: 'How far back' }),
    },
    async run({ schedule, span = 'month' }, context) {
      const roster = await parts.roster();
      const found = schedule === undefined ? undefined : findSchedule(roster.schedules, schedule);
      if (found && !found.ok) return found;
      const looked = { from: context.now - SPANS[span] * DAY_MS, to: context.now };
      const shifts = (found ? [found.value] : roster.schedules).flatMap(
        (each) => roster.final(each.name, looked, context.now)?.shifts ?? [],
      );
      const zone = (key: string): string => parts.people().byKey(key)?.timeZone ?? 'UTC';
      const loads = fairness(shifts, zone);
      const hours = (value: number): string => String(Math.round(value * 10) / 10);
      const title = `On call in the last ${SPANS[span]} days${found ? `, ${found.value.name}` : ''}`;
      const drawn = barChart(
        {
          title,
          unit: 'h',
          series: ['days', 'nights', 'weekends'],
          rows: loads
            .slice(0, 30)
            .map((load) => ({ name: parts.nameOf(load.user), values: [load.days, load.nights, load.weekends] })),
        },
        'dark',
      );
      return ok(
        say(
          await pictured(drawn, 'fairness.png', {
            title: [title],
            blocks: [
              {
                type: 'table',
                columns: [
                  { name: 'Who' },
                  ...['Days', 'Nights', 'Weekends', 'Shifts'].map((name) => ({ name, align: 'right' as const })),
                ],
                rows: loads.map((load) => [
                  parts.nameOf(load.user),
                  hours(load.days),
                  hours(load.nights),
                  hours(load.weekends),
                  String(load.shifts),
                ]),
              },
            ],
          }),
        ),
      );
    },
  }),
];

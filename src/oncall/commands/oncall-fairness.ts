import { DAY_MS } from '../../base/durations.ts';
import { DateTime } from 'luxon';
import { type Result, ok, refuse } from '../../base/result.ts';
import { type RichText, instant, rich } from '../../base/rich-text.ts';
import type { Command } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { say } from '../../commands/message.ts';
import { choice } from '../../commands/options.ts';
import { barChart } from '../../pictures/bar-chart.ts';
import { type Load, fairness } from '../living/fairness.ts';
import type { OnCallParts } from '../parts.ts';
import type { Span } from '../schedule/definition.ts';
import { findSchedule, scheduleOption } from './named.ts';
import { pictured } from './pictured.ts';
import { endOption } from './when-option.ts';

const SPANS = { week: 7, month: 31, quarter: 92 } as const;
/** So many bars, and rows in chat; the file has all. */
const MOST_SHOWN = 30;
const LONGEST_MS = 800 * DAY_MS;

/** `/oncall fairness`: who carried how much, or will. */
export const fairnessCommand = (parts: OnCallParts): Command =>
  defineCommand({
    name: 'oncall fairness',
    summary: 'Hours on call a person: days, nights, weekends',
    details:
      'Nights are 22:00 to 08:00 in the person’s own zone, weekends Saturday and Sunday. It looks back from now, or over the span from: to:, which may lie ahead. All of it is in the CSV file.',
    examples: ['/oncall fairness span:quarter', '/oncall fairness from:2026-11-01 to:2026-12-01 schedule:primary'],
    permission: 'oncall.read',
    risk: 'read',
    pace: 'waits',
    options: {
      schedule: scheduleOption(parts, false),
      span: choice(['week', 'month', 'quarter'], { description: 'How far back' }),
      from: endOption('Instead: from when, 2026-11-01'),
      to: endOption('Until when, 2026-12-01; left out, now'),
    },
    async run({ schedule, span = 'month', from, to }, context) {
      const roster = await parts.roster();
      const looked = spanOf(from, to, context.now, SPANS[span] * DAY_MS);
      if (!looked.ok) return looked;
      const there = roster.namesWithin(looked.value).map((name) => ({ name }));
      const found = schedule === undefined ? undefined : findSchedule(there, schedule);
      if (found && !found.ok) return found;
      const shifts = (found ? [found.value] : there).flatMap(
        (each) => roster.final(each.name, looked.value, context.now)?.shifts ?? [],
      );
      const loads = fairness(shifts, (key) => parts.people().byKey(key)?.timeZone ?? parts.people().timeZoneOf(key));
      const written = (at: number): string =>
        DateTime.fromMillis(at, { zone: context.timeZone, locale: 'en' }).toFormat('d LLL yyyy');
      const of = found ? `, ${found.value.name}` : '';
      const title =
        from === undefined && to === undefined
          ? `On call in the last ${SPANS[span]} days${of}`
          : `On call from ${written(looked.value.from)} to ${written(looked.value.to)}${of}`;
      const shown = loads.slice(0, MOST_SHOWN);
      const nameOf = await parts.namesOf(loads.map(({ user }) => user));
      const drawn = barChart(
        {
          title,
          unit: 'h',
          series: ['days', 'nights', 'weekends'],
          rows: shown.map((load) => ({
            name: nameOf(load.user),
            values: [load.days, load.nights, load.weekends],
          })),
        },
        'dark',
      );
      const exact: RichText = rich`${instant(looked.value.from, 'date-time')} to ${instant(looked.value.to, 'date-time')}`;
      const message = await pictured(drawn, 'fairness.png', {
        title: [title],
        blocks: [
          {
            type: 'table',
            columns: [
              { name: 'Who' },
              ...['Day hours', 'Night hours', 'Weekend hours', 'Shifts'].map((name) => ({
                name,
                align: 'right' as const,
              })),
            ],
            rows: shown.map((load) => [nameOf(load.user), ...hoursOf(load), String(load.shifts)]),
          },
          ...(from === undefined && to === undefined ? [] : [{ type: 'text' as const, text: exact }]),
        ],
      });
      const csv = Buffer.from(csvOf(loads, nameOf));
      return ok(
        say({
          ...message,
          files: [...(message.files ?? []), { name: 'fairness.csv', contentType: 'text/csv', content: csv }],
        }),
      );
    },
  });

function spanOf(from: number | undefined, to: number | undefined, now: number, backMs: number): Result<Span> {
  const end = to ?? Math.max(now, from === undefined ? now : Math.min(from + backMs, LONGEST_MS + now));
  const span = { from: from ?? end - backMs, to: end };
  if (span.to <= span.from) return refuse('time/reversed', 'to: is not after from:. Exchange them, or correct one.');
  if (span.to - span.from > LONGEST_MS)
    return refuse('time/long', 'That is longer than 800 days: choose a shorter span.');
  return ok(span);
}

const hoursOf = (load: Load): string[] =>
  [load.days, load.nights, load.weekends].map((value) => String(Math.round(value * 10) / 10));

/** RFC 4180. A cell that a spreadsheet would calculate is led by an apostrophe, as in exports of incidents. */
function csvOf(loads: readonly Load[], nameOf: (key: string) => string): string {
  const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const rows = loads.map((load) =>
    [cell(nameOf(load.user)), cell(load.user), ...hoursOf(load), String(load.shifts)].join(','),
  );
  return ['name,person,day hours,night hours,weekend hours,shifts', ...rows, ''].join('\r\n');
}

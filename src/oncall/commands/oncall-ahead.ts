import { DAY_MS } from '../../base/durations.ts';
import { ok } from '../../base/result.ts';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import type { Command } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Block, paragraph, say, whisper } from '../../commands/message.ts';
import { integer, personOption } from '../../commands/options.ts';
import { unverifiedEnd } from '../contacts/contact-list.ts';
import { type DailyRun, dailyRuns } from '../living/daily-runs.ts';
import { type ScheduleGap, gapsWithin } from '../living/gaps.ts';
import type { OnCallParts } from '../parts.ts';
import { stretches } from '../living/stretches.ts';
import type { Span } from '../schedule/definition.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { zoneOf } from '../schedule/zone.ts';
import { findSchedule, scheduleOption, unknownPerson } from './named.ts';
import { subscribeButton } from './oncall-calendar.ts';
import { shown } from '../living/shown.ts';

const MOST_SHIFTS = 15;

const span = ({ from, to }: { from: number; to: number }): RichText =>
  rich`${instant(from, 'day')} to ${instant(to, 'day')}`;

/** What has begun is looked at from now on only: when it began is not known here, and of no use any more. */
function runWords({ first, days, until }: DailyRun<Span & { readonly schedule: string }>, now: number): RichText {
  const schedule = strong(first.schedule);
  if (days > 1) {
    const last = instant(until, 'day');
    return rich`${schedule}: ${span(first)}, and the same hours each day until ${last} (${days} days)`;
  }
  return first.from <= now
    ? rich`${schedule}: now, until ${instant(first.to, 'day')}`
    : rich`${schedule}: ${span(first)}`;
}

/** Somebody's shifts, present and to come, in all schedules. */
export async function shiftsOf(
  parts: OnCallParts,
  key: string,
  now: number,
  days: number,
): Promise<(Span & { schedule: string })[]> {
  const roster = await parts.roster();
  return roster.schedules
    .flatMap(({ name }) => {
      const shifts = roster.final(name, { from: now, to: now + days * DAY_MS }, now)?.shifts ?? [];
      const own = stretches(shifts.filter((shift) => shift.user === key));
      return own.map(({ from, to }) => ({ from, to, schedule: name }));
    })
    .sort((a, b) => a.from - b.from);
}

/** Where somebody is on call during a span. */
export async function schedulesOf(parts: OnCallParts, key: string, during: Span, now: number): Promise<Schedule[]> {
  const roster = await parts.roster();
  return roster.schedules.filter(({ name }) =>
    roster.final(name, during, now)?.shifts.some(({ user }) => user === key),
  );
}

/** Gaps that are meant, a line a schedule. */
function offWords(gaps: readonly ScheduleGap[]): readonly Block[] {
  const items = [...Map.groupBy(gaps, ({ schedule }) => schedule)].map(([schedule, [next, ...more]]): RichText => {
    const others = more.length === 0 ? '' : `, and ${more.length} more`;
    return rich`${strong(schedule)}, as planned: ${next ? span(next) : ''}${others}`;
  });
  return items.length === 0 ? [] : [{ type: 'list', items }];
}

/** What lies ahead: one's own shifts, the next hand-offs, gaps. */
export const aheadCommands = (parts: OnCallParts): readonly Command[] => [
  defineCommand({
    name: 'oncall me',
    summary: 'When you are on call',
    permission: 'oncall.read',
    risk: 'read',
    visibility: 'private',
    options: { person: personOption({ description: 'Somebody else' }) },
    async run({ person }, context) {
      const known = parts.people().byId(person ?? context.viewer.id);
      if (!known) return unknownPerson(person ?? context.viewer.id, parts, context);
      const shifts = await shiftsOf(parts, known.key, context.now, 60);
      // How somebody is reached is theirs to know.
      const own = known.id === context.viewer.id;
      const end = own ? unverifiedEnd(parts.sections(), known.key, await parts.verifications.state()) : undefined;
      const warning: Block[] = end
        ? [
            {
              type: 'text',
              text: rich`⚠️ The last rule (${strong(end.method)}) is unverified: when nothing else helps, a page may reach nobody. /oncall verify sends a code there.`,
            },
          ]
        : [];
      const tone = end ? 'warning' : 'neutral';
      if (shifts.length === 0) {
        const none = rich`${strong(known.name)} has no shift in the next 60 days.`;
        return ok(whisper({ tone, blocks: [{ type: 'text', text: none }, ...warning] }));
      }
      const roster = await parts.roster();
      const runs = [...Map.groupBy(shifts, ({ schedule }) => schedule)]
        .flatMap(([name, theirs]) => dailyRuns(theirs, zoneOf(roster.schedule(name)?.definition.timeZone ?? 'UTC')))
        .sort((a, b) => a.first.from - b.first.from);
      const items = runs.slice(0, MOST_SHIFTS).map((run) => runWords(run, context.now));
      const more = runs.slice(MOST_SHIFTS).reduce((sum, { days }) => sum + days, 0);
      if (more > 0) items.push([`and ${more} more in the next 60 days`]);
      return ok(
        whisper({
          tone,
          title: [`${known.name} is on call`],
          blocks: [{ type: 'list', items }, ...warning],
          buttons: [[subscribeButton()]],
        }),
      );
    },
  }),
  defineCommand({
    name: 'oncall next',
    summary: 'The next hand-offs',
    permission: 'oncall.read',
    risk: 'read',
    options: { schedule: scheduleOption(parts, false) },
    async run({ schedule }, context) {
      const roster = await parts.roster();
      const found = schedule === undefined ? undefined : findSchedule(roster.schedules, schedule);
      if (found && !found.ok) return found;
      const items = (found ? [found.value] : roster.schedules)
        .flatMap(({ name }) =>
          stretches(
            roster.final(name, { from: context.now, to: context.now + 30 * DAY_MS }, context.now)?.shifts ?? [],
          ).map((shift) => ({ ...shift, name })),
        )
        .filter((shift) => shift.from > context.now)
        .sort((a, b) => a.from - b.from)
        .slice(0, found ? 10 : 15)
        .map((shift) => rich`${instant(shift.from, 'day')} ${strong(shift.name)}: ${shown(shift.user, parts)}`);
      if (items.length === 0) return ok(say(paragraph(['Nothing changes in the next 30 days.'])));
      return ok(say({ title: ['Next on call'], blocks: [{ type: 'list', items }] }));
    },
  }),
  defineCommand({
    name: 'oncall gaps',
    summary: 'When nobody is on call',
    permission: 'oncall.read',
    risk: 'read',
    options: {
      schedule: scheduleOption(parts, false),
      days: integer({ description: 'How many days ahead (30)', least: 1, most: 366 }),
    },
    async run({ schedule, days = 30 }, context) {
      const roster = await parts.roster();
      const found = schedule === undefined ? undefined : findSchedule(roster.schedules, schedule);
      if (found && !found.ok) return found;
      const asked = <G extends { readonly schedule: string }>(gaps: readonly G[]): readonly G[] =>
        gaps.filter((gap) => !found || gap.schedule === found.value.name);
      const within = await gapsWithin(parts, { from: context.now, to: context.now + days * DAY_MS });
      const gaps = asked(within.open);
      const off = offWords(asked(within.expected));
      if (gaps.length === 0) {
        const words = [
          `Somebody is on call all the time in the next ${days} days${off.length > 0 ? ', except as planned:' : '.'}`,
        ];
        return ok(say({ tone: 'good', blocks: [{ type: 'text', text: words }, ...off] }));
      }
      const items = gaps.slice(0, 20).map((gap) => rich`${strong(gap.schedule)}: ${span(gap)}`);
      const more: RichText = gaps.length > items.length ? [`And ${gaps.length - items.length} more. `] : [];
      return ok(
        say({
          tone: 'warning',
          title: ['Nobody is on call'],
          blocks: [{ type: 'list', items }, { type: 'text', text: [...more, '/oncall override fills one.'] }, ...off],
        }),
      );
    },
  }),
];

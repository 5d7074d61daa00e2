import { DAY_MS } from '../../base/durations.ts';
import { type Result, ok } from '../../base/result.ts';
import type { ActionDeclaration, Command } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, paragraph, say } from '../../commands/message.ts';
import { choice } from '../../commands/options.ts';
import { calendarNotes } from '../calendars/calendar-status.ts';
import { drawSchedule } from '../living/draw-schedule.ts';
import { gapsOf } from '../living/gaps-of.ts';
import { pagerDutyNotes } from '../pagerduty/schedule-copy-status.ts';
import type { OnCallParts } from '../parts.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { zoneOf } from '../schedule/zone.ts';
import { calendarLinkButton } from './calendar-link.ts';
import { MOST_CHOICES, findSchedule, scheduleOption } from './named.ts';
import { pictured } from './pictured.ts';
import { subscribeButton } from './oncall-calendar.ts';

const SPANS = { week: 7, month: 31 } as const;

const THEMES = ['dark', 'light'] as const;

type Look = { readonly span: keyof typeof SPANS; readonly theme: (typeof THEMES)[number] };

function askWhich(schedules: readonly Schedule[], { span, theme }: Look): Result<Reply> {
  const choose = schedules.slice(0, MOST_CHOICES).map(({ name }) => ({ label: name, value: name }));
  return ok(
    say({
      ...paragraph(['Which schedule do you want to see?']),
      menus: [{ action: 'oncall.show.schedule', args: [span, theme], placeholder: 'Choose a schedule …', choose }],
    }),
  );
}

async function drawn(parts: OnCallParts, schedule: Schedule, { span, theme }: Look, context: CommandContext) {
  const roster = await parts.roster();
  const zone = zoneOf(schedule.definition.timeZone);
  const today = Math.floor(zone.wallAt(context.now) / DAY_MS) * DAY_MS;
  const shown = { from: zone.instantOf(today), to: zone.instantOf(today + SPANS[span] * DAY_MS) };
  const shifts = roster.final(schedule.name, shown, context.now)?.shifts ?? [];
  const users = [...schedule.layers(shown).flatMap(({ segments }) => segments), ...shifts].map(({ user }) => user);
  const nameOf = await parts.namesOf([...new Set(users)]);
  const picture = drawSchedule(schedule, roster, shown, context.now, nameOf, theme);
  const { open, expected } = gapsOf(schedule, roster, shown, context.now);
  const named = [schedule.name];
  const notes = [...(await calendarNotes(parts, named)), ...(await pagerDutyNotes(parts, named, context.now))];
  const words =
    open.length > 0
      ? `${open.length === 1 ? 'There is one gap' : `There are ${open.length} gaps`}: /oncall gaps lists them.`
      : expected.length > 0
        ? 'Somebody is on call throughout its hours.'
        : 'Somebody is on call all the time.';
  return ok(
    say(
      await pictured(picture, 'schedule.png', {
        title: [`On call: ${schedule.name}`],
        tone: open.length > 0 ? 'warning' : 'neutral',
        buttons: [[calendarLinkButton, subscribeButton(schedule.name)]],
        blocks: [
          { type: 'text', text: [words] },
          ...notes.slice(0, 5).map((text) => ({ type: 'text' as const, text })),
        ],
      }),
    ),
  );
}

/** What the menu of `/oncall show` chose. */
export const showAction = (parts: OnCallParts): ActionDeclaration => ({
  action: 'oncall.show.schedule',
  summary: 'Show a schedule',
  permission: 'oncall.read',
  risk: 'read',
  pace: 'waits',
  async run([span, theme], fields, context) {
    const found = findSchedule((await parts.roster()).schedules, fields['chosen']?.[0] ?? '');
    if (!found.ok) return found;
    const look: Look = { span: span === 'month' ? 'month' : 'week', theme: theme === 'light' ? 'light' : 'dark' };
    return drawn(parts, found.value, look, context);
  },
});

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
      theme: choice(THEMES, { description: 'For which background' }),
    },
    async run({ schedule, span = 'week', theme = 'dark' }, context) {
      const roster = await parts.roster();
      if (schedule === undefined && roster.schedules.length > 1) return askWhich(roster.schedules, { span, theme });
      const found = findSchedule(roster.schedules, schedule);
      if (!found.ok) return found;
      return drawn(parts, found.value, { span, theme }, context);
    },
  }),
];

import { type Result, ok, refuse } from '../../base/result.ts';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Block, say } from '../../commands/message.ts';
import { calendarNotes } from '../calendars/calendar-status.ts';
import { pagerDutyNotes } from '../pagerduty/schedule-copy-status.ts';
import { flatten } from '../paging/routing.ts';
import type { OnCallParts } from '../parts.ts';
import type { Roster } from '../roster.ts';
import { findSchedule, pagedOption, scheduleOption } from './named.ts';
import { type Moment, onCallWords, policyWords } from './on-call-words.ts';
import { momentOption } from './when-option.ts';

/** A message holds so many and stays readable; what is left out is counted. */
const MOST_LISTED = 25;
const MOST_NOTES = 8;

const more = (count: number, what: string): RichText[] =>
  count > 0 ? [[`and ${count} more ${what}: ask for one by /oncall who schedule:…`]] : [];

/** `/oncall who`: one line a schedule, with until when and who is next; of a service or policy one line a step. */
export const whoCommand = (parts: OnCallParts) =>
  defineCommand({
    name: 'oncall who',
    summary: 'Who is on call, now or at a time',
    examples: ['/oncall who', '/oncall who for:checkout at:friday night', '/oncall who at:yesterday 22:00'],
    permission: 'oncall.read',
    risk: 'read',
    options: {
      for: pagedOption(parts, 'A service, an escalation policy or a schedule: whom it pages'),
      schedule: scheduleOption(parts, false),
      at: momentOption('A time, past or to come: friday night, yesterday 22:00'),
    },
    async run({ for: whom, schedule, at = undefined }, context) {
      const roster = await parts.roster();
      const moment = { when: at ?? context.now, now: context.now };
      if (whom !== undefined && schedule !== undefined)
        return refuse('oncall/which', 'Say for: or schedule:, not both: for: takes schedules, too.');
      const asked =
        whom?.type === 'policy'
          ? await policyAsked(whom.key, moment, roster, parts)
          : schedulesAsked(whom?.key ?? schedule, moment, roster, parts);
      if (!asked.ok) return asked;
      const { name, blocks, schedules } = asked.value;
      const notes = [
        ...(await calendarNotes(parts, schedules)),
        ...(await pagerDutyNotes(parts, schedules, context.now)),
      ];
      const of = name === undefined ? '' : ` for ${name}`;
      return ok(
        say({
          title: at === undefined ? [`On call${of} now`] : rich`On call${of} ${instant(at, 'day')}`,
          blocks: [
            ...blocks,
            ...[...notes.slice(0, MOST_NOTES), ...more(notes.length - MOST_NOTES, 'notes')].map((text) => ({
              type: 'text' as const,
              text,
            })),
          ],
        }),
      );
    },
  });

interface Asked {
  /** What was asked about; undefined: all schedules. */
  readonly name?: string;
  readonly blocks: readonly Block[];
  /** Whose calendars and copies there may be something to say about. */
  readonly schedules: readonly string[];
}

function schedulesAsked(wanted: string | undefined, moment: Moment, roster: Roster, parts: OnCallParts): Result<Asked> {
  // Of the past those, too, that muster.yaml has no more.
  const there = roster.namesWithin({ from: moment.when, to: moment.when + 1 }).map((name) => ({ name }));
  const found = wanted === undefined && there.length !== 1 ? undefined : findSchedule(there, wanted);
  if (found && !found.ok) return found;
  const schedules = (found ? [found.value] : there).map(({ name }) => name);
  if (schedules.length === 0) {
    const text = ['There are no schedules yet: add some under schedules: in muster.yaml.'];
    return ok({ blocks: [{ type: 'text', text }], schedules });
  }
  const items = schedules.slice(0, MOST_LISTED).map((name): RichText => {
    const gone: RichText = roster.schedule(name) ? [] : [' (taken out of muster.yaml since)'];
    return rich`${strong(name)}: ${onCallWords(name, moment, roster, parts)}${gone}`;
  });
  const list = [...items, ...more(schedules.length - MOST_LISTED, 'schedules')];
  return ok({ blocks: [{ type: 'list', items: list }], schedules });
}

async function policyAsked(key: string, moment: Moment, roster: Roster, parts: OnCallParts): Promise<Result<Asked>> {
  const policy = roster.routing.policy(key);
  if (!policy) return refuse('policy/unknown', `There is no escalation policy called ${key}.`);
  const items = policyWords(policy.steps, await parts.pages.nextTurn(key), moment, roster, parts);
  const { schedules } = parts.sections();
  const own = flatten(policy.steps, roster.routing).flatMap(({ page }) =>
    page.flatMap((target) => (target.type === 'schedule' && Object.hasOwn(schedules, target.key) ? [target.key] : [])),
  );
  const carried: readonly Block[] = policy.pagerduty
    ? [{ type: 'text', text: ['PagerDuty pages for it; Muster does so only when it cannot.'] }]
    : [];
  return ok({
    name: key,
    blocks: [
      ...carried,
      { type: 'list', items: [...items.slice(0, MOST_LISTED), ...more(items.length - MOST_LISTED, 'steps')] },
    ],
    schedules: [...new Set(own)],
  });
}

import { DAY_MS } from '../../base/durations.ts';
import { z } from 'zod';
import { type Result, ok } from '../../base/result.ts';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, paragraph, say } from '../../commands/message.ts';
import { text } from '../../commands/options.ts';
import type { Living } from '../living/overrides.ts';
import { onCallRegister } from '../living/register.ts';
import { stretches } from '../living/stretches.ts';
import { whatIsOpen } from '../living/what-is-open.ts';
import type { OnCallParts } from '../parts.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { findSchedule, scheduleOption, unknownPerson } from './named.ts';
import { schedulesOf } from './oncall-ahead.ts';
import { shown } from '../living/shown.ts';
import { scheduleQuestion } from './schedule-question.ts';

/** `/oncall handoff`: what who comes on call should know, as the hand-off's own message will say it. */
export function handOffParts(parts: OnCallParts, living: Living) {
  const question = scheduleQuestion(parts, {
    action: 'oncall.handoff.schedule',
    summary: 'The hand-off of the schedule that is chosen',
    permission: 'oncall.read',
    risk: 'record',
    given: z.object({ note: z.string().nullable() }),
    run: ({ note }, schedule, context) => handOff(parts, living, note, schedule, context),
  });
  const command = defineCommand({
    name: 'oncall handoff',
    summary: 'What who comes on call should know: who goes, until when, what is open',
    details: 'With a note: your words stand in the message of the next hand-off, which Muster posts by itself.',
    examples: ['/oncall handoff', '/oncall handoff note:The nightly import is being watched; ask me before a restart'],
    permission: 'oncall.read',
    risk: 'record',
    options: {
      schedule: scheduleOption(parts, false),
      note: text({ description: 'What who comes next should know', most: 1000 }),
    },
    async run({ schedule, note = null }, context) {
      const me = parts.people().byId(context.viewer.id);
      if (note !== null && !me) return unknownPerson(context.viewer.id, parts, context);
      const { schedules } = await parts.roster();
      if (schedule === undefined && schedules.length > 1) {
        const now = { from: context.now, to: context.now + 1 };
        // Who is on call in one of them speaks of that one.
        const [own, ...more] = me ? await schedulesOf(parts, me.key, now, context.now) : [];
        return own && more.length === 0
          ? handOff(parts, living, note, own, context)
          : question.ask(own ? [own, ...more] : schedules, { note }, now, context);
      }
      const found = findSchedule(schedules, schedule);
      return found.ok ? handOff(parts, living, note, found.value, context) : found;
    },
  });
  return { command, action: question.action };
}

async function handOff(
  parts: OnCallParts,
  living: Living,
  note: string | null,
  { name }: Schedule,
  context: CommandContext,
): Promise<Result<Reply>> {
  const roster = await parts.roster();
  const final = roster.final(name, { from: context.now, to: context.now + 14 * DAY_MS }, context.now);
  const whole = stretches(final?.shifts ?? []);
  const next = whole.find((shift) => shift.from > context.now);
  if (note !== null) {
    const me = parts.people().byId(context.viewer.id);
    if (!me) return unknownPerson(context.viewer.id, parts, context);
    const noted = await living.note(name, me.key, note, context.cause);
    if (!noted.ok) return noted;
    const whom: RichText = next
      ? rich`${shown(next.user, parts)} reads it at the hand-off, ${instant(next.from, 'day')}.`
      : ['Whoever comes next reads it.'];
    return ok(say(paragraph(rich`Noted for ${strong(name)}. ${whom}`, { tone: 'good' })));
  }
  const here = whole.filter((shift) => shift.from === context.now);
  const { notes } = await parts.timeline.state(ORGANISATION, onCallRegister);
  const items: RichText[] = [
    here.length === 0
      ? ['Nobody is on call now.']
      : rich`On call: ${here.flatMap((shift, n) => (n === 0 ? shown(shift.user, parts) : [', ', ...shown(shift.user, parts)]))}`,
    next ? rich`Next: ${shown(next.user, parts)}, ${instant(next.from, 'day')}` : ['Nobody is next within two weeks.'],
  ];
  const open = await whatIsOpen(parts, notes[name] ?? []);
  return ok(say({ title: [`Hand-off: ${name}`], blocks: [{ type: 'list', items }, ...open] }));
}

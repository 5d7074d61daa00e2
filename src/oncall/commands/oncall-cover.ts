import { z } from 'zod';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, whisper } from '../../commands/message.ts';
import { text } from '../../commands/options.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { coverMessage } from '../living/cover-reminders.ts';
import type { OfferedShift } from '../living/entries.ts';
import { onCallRegister } from '../living/register.ts';
import type { Living } from '../living/overrides.ts';
import type { OnCallParts } from '../parts.ts';
import type { Span } from '../schedule/definition.ts';
import { findShift, leftOut } from './find-shift.ts';
import { findSchedule, scheduleOption, unknownPerson } from './named.ts';
import { scheduleQuestion } from './schedule-question.ts';
import { whenOption } from './when-option.ts';

const givenSchema = z.object({ when: z.object({ from: z.int(), to: z.int() }).nullable(), note: z.string() });
type Given = z.infer<typeof givenSchema>;

/** `/oncall cover`: nothing changes before somebody accepts. */
export function coverParts(parts: OnCallParts, living: Living) {
  const question = scheduleQuestion(parts, {
    action: 'oncall.cover.schedule',
    summary: 'Ask the team to take the shift in the schedule that is chosen',
    permission: 'oncall.override',
    risk: 'change',
    given: givenSchema,
    run: (given, schedule, context) => askForCover(parts, living, given, [schedule.name], context),
  });
  const command = defineCommand({
    name: 'oncall cover',
    summary: 'Ask the team to take your shift, or a part of it: the first who accepts has it',
    examples: ['/oncall cover', '/oncall cover when:tonight 20:00 to 23:00 note:School play'],
    permission: 'oncall.override',
    risk: 'change',
    options: {
      when: whenOption('A part of it: tonight 20:00 to 23:00; left out, your next shift', false),
      schedule: scheduleOption(parts, false),
      note: text({ description: 'What they should know', most: 300 }),
    },
    async run({ when = null, schedule, note = '' }, context) {
      const me = parts.people().byId(context.viewer.id);
      if (!me) return unknownPerson(context.viewer.id, parts, context);
      const { schedules } = await parts.roster();
      const found = schedule === undefined ? undefined : findSchedule(schedules, schedule);
      if (found && !found.ok) return found;
      const named = (found ? [found.value] : schedules).map(({ name }) => name);
      const meant = await shiftsMeant(parts, me.key, when, named, context.now);
      return meant.length > 1
        ? question.askShift(meant, { when, note }, context)
        : askForCover(parts, living, { when, note }, named, context);
    },
  });
  return { command, action: question.action };
}

/** One's next shift in each schedule, or as much of one as lies within a time. */
async function shiftsMeant(
  parts: OnCallParts,
  key: string,
  when: Span | null,
  schedules: readonly string[],
  now: number,
): Promise<readonly OfferedShift[]> {
  const meant: OfferedShift[] = [];
  for (const name of schedules) {
    const whole = await findShift(parts, key, name, when?.from, now);
    if (!whole.ok) continue;
    const from = Math.max(whole.value.from, when?.from ?? 0);
    const to = Math.min(whole.value.to, when?.to ?? Number.MAX_SAFE_INTEGER);
    if (from < to) meant.push({ ...whole.value, from, to });
  }
  return meant;
}

async function askForCover(
  parts: OnCallParts,
  living: Living,
  { when, note }: Given,
  schedules: readonly string[],
  context: CommandContext,
): Promise<Result<Reply>> {
  const me = parts.people().byId(context.viewer.id);
  if (!me) return unknownPerson(context.viewer.id, parts, context);
  const [part] = await shiftsMeant(parts, me.key, when, schedules, context.now);
  if (!part) {
    const then = when === null ? 'in the next 90 days' : 'then';
    return refuse('shift/none', `You are not on call ${then}. /oncall me lists your shifts.`);
  }
  const asked = await living.requestCover(part, note, context.place?.channelId, context.cause);
  if (!asked.ok) return asked;
  // As the record has it, in which a secret is masked, and as the team reads it.
  const request = (await parts.timeline.state(ORGANISATION, onCallRegister)).requests[asked.value];
  const words = request?.type === 'cover' ? request.note : '';
  // The team is asked by messages of their own, which are redrawn once somebody has answered.
  const withdraw = { label: 'Withdraw', action: 'oncall.request.settle', args: [asked.value] };
  const message = coverMessage(parts, asked.value, part, words);
  const others = await leftOut(parts, part, when, context.now);
  return ok(whisper({ ...message, blocks: [...message.blocks, ...others], buttons: [[withdraw]] }));
}

import { z } from 'zod';
import { type Result, ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, say } from '../../commands/message.ts';
import { personOption, text } from '../../commands/options.ts';
import type { Living } from '../living/overrides.ts';
import { shiftWords } from '../living/request-message.ts';
import type { OnCallParts } from '../parts.ts';
import { findSchedule, scheduleOption, unknownPerson } from './named.ts';
import { findShift, leftOut } from './find-shift.ts';
import { schedulesOf, shiftsOf } from './oncall-ahead.ts';
import { shown } from '../living/shown.ts';
import { scheduleQuestion } from './schedule-question.ts';
import { whenOption } from './when-option.ts';
import { takeBackButton } from '../living/request-message.ts';

const givenSchema = z.object({
  person: z.string(),
  when: z.object({ from: z.int(), to: z.int() }).nullable(),
  reason: z.string(),
});
type Given = z.infer<typeof givenSchema>;

/** `/oncall take`: somebody's shift becomes one's own, at once: who goes is told, and one button takes it back. */
export function takeParts(parts: OnCallParts, living: Living) {
  const question = scheduleQuestion(parts, {
    action: 'oncall.take.schedule',
    summary: 'Take somebody’s shift in the schedule that is chosen',
    permission: 'oncall.override',
    risk: 'change',
    given: givenSchema,
    run: (given, schedule, context) => takeShift(parts, living, given, schedule.name, context),
  });
  const command = defineCommand({
    name: 'oncall take',
    summary: 'Take somebody’s shift, or a part of it',
    details: 'Without a time it is what is left of the shift that they have now, or else their next one.',
    examples: ['/oncall take person:@bob', '/oncall take person:@bob when:tonight 20:00 to 23:00'],
    permission: 'oncall.override',
    risk: 'change',
    options: {
      person: personOption({ description: 'Whose shift you take', required: true }),
      when: whenOption('A part of it: tonight 20:00 to 23:00; left out, all that is left of it', false),
      schedule: scheduleOption(parts, false),
      reason: text({ description: 'Why', most: 300 }),
    },
    async run({ person, when = null, schedule, reason = 'Taken over' }, context) {
      const given = { person, when, reason };
      const { schedules } = await parts.roster();
      const them = parts.people().byId(person);
      if (schedule === undefined && them) {
        const from = when?.from ?? context.now;
        const during = { from, to: when?.to ?? from + 1 };
        const meant = await schedulesOf(parts, them.key, during, context.now);
        if (meant.length > 1) return question.ask(meant, given, during, context);
      }
      const found = schedule === undefined ? undefined : findSchedule(schedules, schedule);
      return found && !found.ok ? found : takeShift(parts, living, given, found?.value.name, context);
    },
  });
  return { command, action: question.action };
}

async function takeShift(
  parts: OnCallParts,
  living: Living,
  { person, when, reason }: Given,
  name: string | undefined,
  context: CommandContext,
): Promise<Result<Reply>> {
  const me = parts.people().byId(context.viewer.id);
  const them = parts.people().byId(person);
  if (!me) return unknownPerson(context.viewer.id, parts, context);
  if (!them) return unknownPerson(person, parts, context);
  if (me.key === them.key) return refuse('take/self', 'That is your own shift already.');
  const present = (await shiftsOf(parts, them.key, context.now, 1)).some(
    (shift) => shift.from <= context.now && (name === undefined || shift.schedule === name),
  );
  const at = when?.from ?? (present ? context.now : undefined);
  const whole = await findShift(parts, them.key, name, at, context.now);
  if (!whole.ok) return whole;
  const taken = {
    ...whole.value,
    from: Math.max(whole.value.from, when?.from ?? context.now),
    to: Math.min(whole.value.to, when?.to ?? Number.MAX_SAFE_INTEGER),
  };
  if (taken.to <= taken.from) {
    return refuse('shift/none', `${them.name} is not on call then. /oncall me person: lists their shifts.`);
  }
  const others = await leftOut(parts, taken, when, context.now);
  const made = await living.replace(taken, me.key, reason, context.cause);
  if (!made.ok) return made;
  const words = rich`${shown(me.key, parts)} takes over from ${shown(them.key, parts)}: ${shiftWords(taken)}.`;
  return ok(
    say({
      tone: 'good',
      blocks: [{ type: 'text', text: words }, ...others],
      buttons: [[takeBackButton(taken.schedule, made.value)]],
      ping: { people: them.discord === undefined ? [] : [them.discord] },
    }),
  );
}

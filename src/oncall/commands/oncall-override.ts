import { z } from 'zod';
import { type Result, ok, refuse } from '../../base/result.ts';
import { instant, rich, strong } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { type Reply, paragraph, say } from '../../commands/message.ts';
import { personOption, text, yesNo } from '../../commands/options.ts';
import type { Living } from '../living/overrides.ts';
import { fills } from '../living/stand-in.ts';
import type { OnCallParts } from '../parts.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { findSchedule, scheduleOption, unknownPerson } from './named.ts';
import { schedulesOf } from './oncall-ahead.ts';
import { shown } from '../living/shown.ts';
import { scheduleQuestion } from './schedule-question.ts';
import { whenOption } from './when-option.ts';
import { takeBackButton } from '../living/request-message.ts';

const givenSchema = z.object({
  when: z.object({ from: z.int(), to: z.int() }),
  person: z.string().nullable(),
  replaces: z.string().nullable(),
  nobody: z.boolean(),
  reason: z.string(),
});
type Given = z.infer<typeof givenSchema>;

/** `/oncall override`: who is on call instead, in words and in one's own zone. */
export function overrideParts(parts: OnCallParts, living: Living) {
  const question = scheduleQuestion(parts, {
    action: 'oncall.override.schedule',
    summary: 'Put somebody on call in the schedule that is chosen',
    permission: 'oncall.override',
    risk: 'change',
    given: givenSchema,
    run: (given, schedule, context) => makeOverride(parts, living, given, schedule, context),
  });
  const command = defineCommand({
    name: 'oncall override',
    summary: 'Put somebody on call instead, for once',
    details:
      'Without a person it is you. In a schedule where several are on call at once, say whom they replace; otherwise they come on top.',
    examples: [
      '/oncall override when:tonight 20:00 to 08:00',
      '/oncall override when:fri 18:00 to mon 08:00 person:@bob schedule:primary',
    ],
    permission: 'oncall.override',
    risk: 'change',
    options: {
      when: whenOption('tonight 20:00 to 08:00, now for 2h, tomorrow', true),
      schedule: scheduleOption(parts, false),
      person: personOption({ description: 'Who takes it; left out, you' }),
      replaces: personOption({ description: 'Whom they replace' }),
      nobody: yesNo({ description: 'Only take `replaces` off call, without anybody instead' }),
      reason: text({ description: 'Why', most: 300 }),
    },
    async run({ when, schedule, person = null, replaces = null, nobody = false, reason = 'By command' }, context) {
      const { schedules } = await parts.roster();
      const given = { when, person, replaces, nobody, reason };
      const asked = peopleOf(given, parts, context);
      if (!asked.ok) return asked;
      const { remove } = asked.value;
      // Only where somebody is on call they can be replaced.
      const meant =
        schedule === undefined && remove ? await schedulesOf(parts, remove.key, when, context.now) : schedules;
      const [only, ...others] = schedule === undefined && meant.length > 0 ? meant : schedules;
      if (schedule === undefined && only && others.length > 0) {
        return question.ask([only, ...others], given, when, context);
      }
      const found = findSchedule(schedules, schedule ?? only?.name);
      return found.ok ? makeOverride(parts, living, given, found.value, context) : found;
    },
  });
  return { command, action: question.action };
}

function peopleOf({ person, replaces, nobody }: Given, parts: OnCallParts, context: CommandContext) {
  if (nobody && person !== null)
    return refuse('override/nobody', 'Say person: or nobody:, not both: with nobody: nobody takes it instead.');
  const add = nobody ? undefined : parts.people().byId(person ?? context.viewer.id);
  const remove = replaces === null ? undefined : parts.people().byId(replaces);
  if (!nobody && !add) return unknownPerson(person ?? context.viewer.id, parts, context);
  if (replaces !== null && !remove) return unknownPerson(replaces, parts, context);
  if (nobody && !remove) return refuse('override/nobody', 'Say with replaces: who is to be off call.');
  return ok({ add, remove });
}

async function makeOverride(
  parts: OnCallParts,
  living: Living,
  given: Given,
  schedule: Schedule,
  context: CommandContext,
): Promise<Result<Reply>> {
  const { when, reason } = given;
  const people = peopleOf(given, parts, context);
  if (!people.ok) return people;
  const { add, remove } = people.value;
  const roster = await parts.roster();
  const { name } = schedule;
  const final = schedule.final(when, roster.overrides(name));
  if (
    add &&
    !remove &&
    fills(
      final.shifts.filter(({ user }) => user === add.key),
      when,
    )
  ) {
    return refuse('override/already', `${add.name} is on call for ${name} all of that time already.`);
  }
  const made = remove
    ? await living.replace({ schedule: name, person: remove.key, ...when }, add?.key, reason, context.cause)
    : await living.override({ schedule: name, ...when, ...(add && { add: add.key }), reason }, context.cause);
  if (!made.ok) return made;
  const whom = add ? shown(add.key, parts) : ['nobody instead'];
  const instead = remove ? rich` for ${shown(remove.key, parts)}` : [];
  return ok(
    say({
      ...paragraph(
        rich`${strong(name)}: ${whom}${instead}, ${instant(when.from, 'day')} to ${instant(when.to, 'day')}.`,
        { tone: 'good' },
      ),
      buttons: [[takeBackButton(name, made.value)]],
      ping: { people: add?.discord === undefined ? [] : [add.discord] },
    }),
  );
}

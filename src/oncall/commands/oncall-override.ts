import { ok, refuse } from '../../base/result.ts';
import { instant, rich, strong } from '../../base/rich-text.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { paragraph, say } from '../../commands/message.ts';
import { personOption, text, yesNo } from '../../commands/options.ts';
import type { Living } from '../living/overrides.ts';
import { fills } from '../living/stand-in.ts';
import type { OnCallParts } from '../parts.ts';
import { findSchedule, scheduleOption, unknownPerson } from './named.ts';
import { shown } from './oncall-who.ts';
import { whenOption } from './when-option.ts';
import { takeBackButton } from './request-actions.ts';

/** `/oncall override`: who is on call instead, in words and in one's own zone. */
export const overrideCommand = (parts: OnCallParts, living: Living) =>
  defineCommand({
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
    async run({ when, schedule, person, replaces, nobody = false, reason = 'By command' }, context) {
      const roster = await parts.roster();
      const found = findSchedule(roster.schedules, schedule);
      if (!found.ok) return found;
      const add = nobody ? undefined : parts.people().byId(person ?? context.viewer.id);
      const remove = replaces === undefined ? undefined : parts.people().byId(replaces);
      if (!nobody && !add) return unknownPerson(person ?? context.viewer.id, parts, context);
      if (replaces !== undefined && !remove) return unknownPerson(replaces, parts, context);
      if (nobody && !remove) return refuse('override/nobody', 'Say with replaces: who is to be off call.');
      const { name } = found.value;
      const final = found.value.final(when, roster.overrides(name));
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
            rich`${strong(name)}: ${whom}${instead}, ${instant(when.from, 'date-time')} to ${instant(when.to, 'date-time')}.`,
            { tone: 'good' },
          ),
          buttons: [[takeBackButton(name, made.value)]],
          ping: { people: add?.discord === undefined ? [] : [add.discord] },
        }),
      );
    },
  });

import { ok, refuse } from '../../base/result.ts';
import { type RichText, instant, rich } from '../../base/rich-text.ts';
import type { Command } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { paragraph, say } from '../../commands/message.ts';
import { text } from '../../commands/options.ts';
import type { Living } from '../living/overrides.ts';
import { onCallRegister } from '../living/register.ts';
import { whatIsOpen } from '../living/what-is-open.ts';
import type { OnCallParts } from '../parts.ts';
import { DAY_MS } from '../schedule/zone.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import { findSchedule, scheduleOption } from './named.ts';
import { shown } from './oncall-who.ts';

/** `/oncall handoff`: what who comes on call should know, as the hand-off's own message will say it. */
export const handOffCommand = (parts: OnCallParts, living: Living): Command =>
  defineCommand({
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
    async run({ schedule, note }, context) {
      const roster = await parts.roster();
      const found = findSchedule(roster.schedules, schedule);
      if (!found.ok) return found;
      const { name } = found.value;
      const final = roster.final(name, { from: context.now, to: context.now + 14 * DAY_MS }, context.now);
      const next = final?.shifts.find((shift) => shift.from > context.now);
      if (note !== undefined) {
        const me = parts.people().byId(context.viewer.id);
        if (!me) {
          return refuse(
            'person/unknown',
            'Muster does not know you: ask for your Discord id under people: in muster.yaml.',
          );
        }
        const noted = await living.note(name, me.key, note, context.cause);
        if (!noted.ok) return noted;
        const whom: RichText = next
          ? rich`${shown(next.user, parts)} reads it at the hand-off, ${instant(next.from, 'date-time')}.`
          : ['Whoever comes next reads it.'];
        return ok(say(paragraph(rich`Noted. ${whom}`, { tone: 'good' })));
      }
      const here = (final?.shifts ?? []).filter((shift) => shift.from === context.now);
      const { notes } = await parts.timeline.state(ORGANISATION, onCallRegister);
      const items: RichText[] = [
        here.length === 0
          ? ['Nobody is on call now.']
          : rich`On call: ${here.flatMap((shift, n) => (n === 0 ? shown(shift.user, parts) : [', ', ...shown(shift.user, parts)]))}`,
        next
          ? rich`Next: ${shown(next.user, parts)}, ${instant(next.from, 'date-time')}`
          : ['Nobody is next within two weeks.'],
      ];
      const open = await whatIsOpen(parts, notes[name] ?? []);
      return ok(say({ title: [`Hand-off: ${name}`], blocks: [{ type: 'list', items }, ...open] }));
    },
  });

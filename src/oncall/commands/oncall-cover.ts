import { ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { Command } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { say } from '../../commands/message.ts';
import { personOption, text } from '../../commands/options.ts';
import type { OfferedShift } from '../living/entries.ts';
import type { Living } from '../living/overrides.ts';
import { requestButtons, shiftWords } from '../living/request-message.ts';
import type { OnCallParts } from '../parts.ts';
import { findShift } from './find-shift.ts';
import { findSchedule, scheduleOption, unknownPerson } from './named.ts';
import { askWhichSwap, offerSwap } from './swap-offer.ts';
import { swapPairs } from './swap-pairs.ts';
import { shown } from './oncall-who.ts';
import { shiftOption, whenOption } from './when-option.ts';

/** Swaps and cover requests: nothing changes before somebody accepts. */
export function coverCommands(parts: OnCallParts, living: Living): readonly Command[] {
  return [
    defineCommand({
      name: 'oncall swap',
      summary: 'Offer your shift for somebody else’s: both move when they accept',
      examples: ['/oncall swap with:@bob', '/oncall swap with:@bob mine:friday theirs:tue 18:00'],
      permission: 'oncall.override',
      risk: 'change',
      options: {
        with: personOption({ description: 'Whose shift you would take', required: true }),
        schedule: scheduleOption(parts, false),
        mine: shiftOption('A day or time within your shift; left out, your next one'),
        theirs: shiftOption('A day or time within theirs; left out, their next one'),
      },
      async run({ with: other, schedule, mine, theirs }, context) {
        const me = parts.people().byId(context.viewer.id);
        const them = parts.people().byId(other);
        if (!me) return unknownPerson(context.viewer.id, parts, context);
        if (!them) return unknownPerson(other, parts, context);
        if (me.key === them.key) return refuse('swap/self', 'That is yourself. Choose somebody else.');
        const { schedules } = await parts.roster();
        const found = schedule === undefined ? undefined : findSchedule(schedules, schedule);
        if (found && !found.ok) return found;
        const named = (found ? [found.value] : schedules).map(({ name }) => name);
        const pairs = await swapPairs(parts, { me: me.key, them: them.key, mine, theirs }, named, context.now);
        const [only] = pairs;
        if (pairs.length > 1) return askWhichSwap(parts, pairs, { mine, theirs }, other);
        if (only) return offerSwap(parts, living, only, context);
        // They share no schedule: shifts of two, where both are named.
        const own = await findShift(parts, me.key, found?.value.name, mine, context.now);
        if (!own.ok) return own;
        const others = await findShift(parts, them.key, found?.value.name, theirs, context.now);
        return others.ok ? offerSwap(parts, living, { mine: own.value, theirs: others.value }, context) : others;
      },
    }),
    defineCommand({
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
      async run({ when, schedule, note = '' }, context) {
        const me = parts.people().byId(context.viewer.id);
        if (!me) return unknownPerson(context.viewer.id, parts, context);
        const found = schedule === undefined ? undefined : findSchedule((await parts.roster()).schedules, schedule);
        if (found && !found.ok) return found;
        const whole = await findShift(parts, me.key, found?.value.name, when?.from, context.now);
        if (!whole.ok) return whole;
        const part: OfferedShift = {
          ...whole.value,
          from: Math.max(whole.value.from, when?.from ?? 0),
          to: Math.min(whole.value.to, when?.to ?? Number.MAX_SAFE_INTEGER),
        };
        if (part.to <= part.from)
          return refuse('shift/none', 'You are not on call then. /oncall me lists your shifts.');
        const asked = await living.requestCover(part, note, context.cause);
        if (!asked.ok) return asked;
        return ok(
          say({
            title: ['Who can cover?'],
            blocks: [
              { type: 'text', text: rich`${shown(me.key, parts)} asks for ${shiftWords(part)}.` },
              ...(note === '' ? [] : [{ type: 'quote' as const, text: note }]),
            ],
            buttons: requestButtons(asked.value),
          }),
        );
      },
    }),
  ];
}

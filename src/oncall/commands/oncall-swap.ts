import { refuse } from '../../base/result.ts';
import type { Command } from '../../commands/command.ts';
import { defineCommand } from '../../commands/define-command.ts';
import { personOption } from '../../commands/options.ts';
import type { Living } from '../living/overrides.ts';
import type { OnCallParts } from '../parts.ts';
import { findShift } from './find-shift.ts';
import { findSchedule, scheduleOption, unknownPerson } from './named.ts';
import { askWhichSwap, offerSwap } from './swap-offer.ts';
import { swapPairs } from './swap-pairs.ts';
import { shiftOption } from './when-option.ts';

/** `/oncall swap`: nothing changes before the other one accepts. */
export const swapCommand = (parts: OnCallParts, living: Living): Command =>
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
  });

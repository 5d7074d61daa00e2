import { type Result, ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type Reply, paragraph, say, whisper } from '../../commands/message.ts';
import type { OfferedShift } from '../living/entries.ts';
import type { Living } from '../living/overrides.ts';
import { requestButtons, shiftWords } from '../living/request-message.ts';
import type { OnCallParts } from '../parts.ts';
import { findShift } from './find-shift.ts';
import { unknownPerson } from './named.ts';
import { shown } from './oncall-who.ts';

export interface SwapPair {
  readonly mine: OfferedShift;
  readonly theirs: OfferedShift;
}

/** One row of buttons. */
const MOST_ASKED = 5;

/** The next shifts of both, schedule by schedule: a day of one for a week of another is no fair exchange. */
export async function swapPairs(
  parts: OnCallParts,
  me: string,
  them: string,
  now: number,
): Promise<readonly SwapPair[]> {
  const pairs: SwapPair[] = [];
  for (const { name } of (await parts.roster()).schedules) {
    const mine = await findShift(parts, me, name, undefined, now);
    const theirs = await findShift(parts, them, name, undefined, now);
    if (mine.ok && theirs.ok) pairs.push({ mine: mine.value, theirs: theirs.value });
  }
  return pairs;
}

const pairWords = ({ mine, theirs }: SwapPair, parts: OnCallParts) =>
  rich`${shiftWords(mine)} for ${shown(theirs.person, parts)}’s ${shiftWords(theirs)}`;

/** Nothing is offered yet: both shifts are to be seen first. */
export function askWhichSwap(parts: OnCallParts, pairs: readonly SwapPair[], other: string): Result<Reply> {
  const asked = pairs.slice(0, MOST_ASKED);
  return ok(
    whisper({
      title: ['Which shifts do you want to swap?'],
      blocks: [
        { type: 'list', items: asked.map((pair) => pairWords(pair, parts)) },
        { type: 'text', text: ['Nothing is offered yet. mine: and theirs: name other days.'] },
      ],
      buttons: [
        asked.map(({ mine }) => ({
          label: `Offer: ${mine.schedule}`,
          action: 'oncall.swap.offer',
          args: [other, mine.schedule],
        })),
      ],
    }),
  );
}

export async function offerSwap(
  parts: OnCallParts,
  living: Living,
  pair: SwapPair,
  context: CommandContext,
): Promise<Result<Reply>> {
  const proposed = await living.proposeSwap(pair.mine, pair.theirs, context.cause);
  if (!proposed.ok) return proposed;
  const discord = parts.people().byKey(pair.theirs.person)?.discord;
  return ok(
    say({
      ...paragraph(rich`${shown(pair.mine.person, parts)} offers ${pairWords(pair, parts)}.`),
      buttons: requestButtons(proposed.value),
      ping: { people: discord === undefined ? [] : [discord] },
    }),
  );
}

export const swapOfferAction = (parts: OnCallParts, living: Living): ActionDeclaration => ({
  action: 'oncall.swap.offer',
  summary: 'Offer to swap the next shifts in a schedule',
  permission: 'oncall.override',
  risk: 'change',
  async run([other = '', schedule = ''], _fields, context) {
    const me = parts.people().byId(context.viewer.id);
    const them = parts.people().byId(other);
    if (!me) return unknownPerson(context.viewer.id, parts, context);
    if (!them) return unknownPerson(other, parts, context);
    const pairs = await swapPairs(parts, me.key, them.key, context.now);
    const pair = pairs.find(({ mine }) => mine.schedule === schedule);
    return pair
      ? offerSwap(parts, living, pair, context)
      : refuse('shift/none', `You two have no shifts to swap in ${schedule} any more. /oncall me lists yours.`);
  },
});

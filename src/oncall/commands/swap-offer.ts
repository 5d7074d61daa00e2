import { type Result, ok, refuse } from '../../base/result.ts';
import { rich } from '../../base/rich-text.ts';
import type { ActionDeclaration } from '../../commands/command.ts';
import type { CommandContext } from '../../commands/context.ts';
import { type Reply, paragraph, say, whisper } from '../../commands/message.ts';
import type { Living } from '../living/overrides.ts';
import { requestButtons, shiftWords } from '../living/request-message.ts';
import type { OnCallParts } from '../parts.ts';
import { unknownPerson } from './named.ts';
import { shown } from '../living/shown.ts';
import { type SwapPair, type SwapWish, swapPairs } from './swap-pairs.ts';

/** One row of buttons. */
const MOST_ASKED = 5;

const pairWords = ({ mine, theirs }: SwapPair, parts: OnCallParts) =>
  rich`${shiftWords(mine)} for ${shown(theirs.person, parts)}’s ${shiftWords(theirs)}`;

/** Few characters, because a button's id holds 100; empty where no moment was named. */
const minutesOf = (at: number | undefined): string => (at === undefined ? '' : Math.floor(at / 60_000).toString(36));
const momentOf = (minutes: string): number | undefined =>
  /^[0-9a-z]{1,8}$/.test(minutes) ? Number.parseInt(minutes, 36) * 60_000 : undefined;

/** Nothing is offered yet: both shifts are to be seen first. */
export function askWhichSwap(
  parts: OnCallParts,
  pairs: readonly SwapPair[],
  wish: Pick<SwapWish, 'mine' | 'theirs'>,
  other: string,
): Result<Reply> {
  const asked = pairs.slice(0, MOST_ASKED);
  return ok(
    whisper({
      title: ['Which shifts do you want to swap?'],
      blocks: [
        { type: 'list', items: asked.map((pair) => pairWords(pair, parts)) },
        {
          type: 'text',
          text: [
            `Nothing is offered yet. For shifts of other days, give mine: and theirs:${pairs.length > MOST_ASKED ? '; for one of the other schedules, schedule:' : ''}.`,
          ],
        },
      ],
      buttons: [
        asked.map(({ mine }) => ({
          label: `Offer: ${mine.schedule}`,
          action: 'oncall.swap.offer',
          args: [other, mine.schedule, minutesOf(wish.mine), minutesOf(wish.theirs)],
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
  async run([other = '', schedule = '', mine = '', theirs = ''], _fields, context) {
    const me = parts.people().byId(context.viewer.id);
    const them = parts.people().byId(other);
    if (!me) return unknownPerson(context.viewer.id, parts, context);
    if (!them) return unknownPerson(other, parts, context);
    const wish = { me: me.key, them: them.key, mine: momentOf(mine), theirs: momentOf(theirs) };
    const [pair] = await swapPairs(parts, wish, [schedule], context.now);
    return pair
      ? offerSwap(parts, living, pair, context)
      : refuse('shift/none', `You two have no shifts to swap in ${schedule} any more. /oncall me lists yours.`);
  },
});

import { rich, strong } from '../../base/rich-text.ts';
import { type Message, paragraph } from '../../commands/message.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import { postInBoth } from './page-effects.ts';
import { firstLine, pageMessage } from './page-message.ts';
import type { PageState } from './page-state.ts';

/**
 * The channel that is told when paging itself has trouble: the policy's fallback, and where the page belongs. While
 * the chat is down one alarm about the same thing waits, not one for each time that it happened.
 *
 * The first alarm of a page calls everybody who is there; later ones do again only while it is `unheard`, told to nobody in
 * any other way: a page that goes round all night rings those whom it pages, and not the whole channel each half hour.
 */
export function tell(
  stream: string,
  state: PageState,
  what: string,
  about: string,
  { unheard = false } = {},
): EffectChange[] {
  const calls = unheard || !state.shown.some(({ as }) => as === 'alarm');
  const message = pageMessage(stream, { ...state, people: [] }, calls ? { ping: [] } : {});
  const alarm: Message = {
    ...message,
    tone: 'critical',
    blocks: [
      ...(calls ? [] : paragraph([what]).blocks),
      ...paragraph(rich`${strong('Whoever reads this')}: please take it.`).blocks,
      ...message.blocks,
    ],
    ...(calls && { preview: rich`${what} ${firstLine(state.message)}`, ping: { here: true } }),
  };
  return postInBoth(stream, state, alarm, { as: 'alarm', wave: state.wave }, `alarm:${about}`);
}

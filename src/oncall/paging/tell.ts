import { rich, strong } from '../../base/rich-text.ts';
import { type Message, paragraph } from '../../commands/message.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import { post } from './page-effects.ts';
import { firstLine, pageMessage } from './page-message.ts';
import type { PageState } from './page-state.ts';

/**
 * The channel that is told when paging itself has trouble: the policy's fallback, and where the page belongs. While
 * the chat is down one alarm about the same thing waits, not one for each time that it happened.
 */
export function tell(stream: string, state: PageState, what: string, about: string): EffectChange[] {
  const channels = new Set([state.fallback, state.channel].filter((name) => name !== null));
  return [...channels].map((channel) => {
    const message = pageMessage(stream, { ...state, people: [] }, { ping: [] });
    const alarm: Message = {
      ...message,
      tone: 'critical',
      blocks: [...paragraph(rich`${strong('Whoever reads this')}: please take it.`).blocks, ...message.blocks],
      preview: rich`${what} ${firstLine(state.message)}`,
      ping: { here: true },
    };
    return post(stream, channel, alarm, { as: 'alarm', wave: state.wave }, `alarm:${about}`);
  });
}

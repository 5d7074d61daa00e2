import { rich } from '../../base/rich-text.ts';
import type { Message } from '../../commands/message.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import { tellByContact } from '../contacts/tell-person.ts';
import type { OnCallParts } from '../parts.ts';
import { post, withoutFiles } from './page-effects.ts';
import type { PageState } from './page-state.ts';
import { isDiscordId, who } from './who.ts';

type Followed = Pick<PageState, 'status' | 'acknowledgedBy' | 'channel'>;

/** Who has it, unless that is who speaks. */
const ownerOf = ({ status, acknowledgedBy }: Followed, by: string): string | null =>
  status === 'acknowledged' && acknowledgedBy !== by ? acknowledgedBy : null;

/** Whether anybody is told what `by` says of the page. */
export const isFollowed = (state: Followed, by: string): boolean =>
  state.channel !== null || ownerOf(state, by) !== null;

/** What somebody says of how a page goes: in its channel, and to who has it. */
export function tellFollowers(
  parts: Pick<OnCallParts, 'people' | 'sections'>,
  stream: string,
  state: PageState,
  by: string,
  text: string,
): EffectChange[] {
  const lead = rich`${who(by)} says how page ${state.number} goes:`;
  const message: Message = {
    blocks: [
      { type: 'text', text: lead },
      { type: 'quote', text },
    ],
  };
  const channel = state.channel === null ? [] : [post(stream, state.channel, message)];
  const owner = ownerOf(state, by);
  if (owner === null) return channel;
  if (isDiscordId(owner)) {
    // In no lane: who takes no direct messages for a while misses these alone.
    const payload = { person: owner, message: withoutFiles(message) };
    return [...channel, { kind: 'direct-message.send', lane: null, payload }];
  }
  // An incident may be private: what people say in it goes by no mail and no text message.
  const words = { title: `Page ${state.number}`, lead, items: [[text]] };
  return state.incident === null ? [...channel, ...tellByContact(parts, owner, words)] : channel;
}

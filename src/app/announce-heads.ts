import { code, rich } from '../base/rich-text.ts';
import type { PlainMessage } from '../incidents/effects.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { EffectDraft } from '../timeline/effect.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import type { Head } from '../timeline/store.ts';
import { operator } from './operator.ts';

interface StreamHead {
  readonly stream: string;
  readonly head: Head;
}

/**
 * Posts the heads of timelines in Discord, where who can change Muster's database cannot change them: an incident's when it
 * is resolved and when it ends, of a private one in its own channel; every night the organisation's, on which all others stand.
 */
export const announceHeads = (parts: {
  readonly lookup: Incidents['lookup'];
  /** Id or name of the channel in which incidents are announced. */
  readonly channel: () => string;
}) => {
  const place = async (stream: string): Promise<{ readonly channel: string | null; readonly number?: number }> => {
    if (stream === ORGANISATION) return { channel: parts.channel() };
    const row = await parts.lookup.byStream(stream, operator);
    return row ? { channel: row.private ? row.channelId : parts.channel(), number: row.number } : { channel: null };
  };
  const told = async ({ stream, head }: StreamHead): Promise<readonly EffectDraft[]> => {
    const { channel, number } = await place(stream);
    if (channel === null) return [];
    const of = number === undefined ? 'The record' : `The record of incident ${number}`;
    const check = `muster verify ${number === undefined ? '' : `${number} `}--head ${head.seq}:${head.hash}`;
    const text = rich`${of} stands at entry ${head.seq}. Whoever doubts it later: ${code(check)}`;
    // Kept, and for nobody to look at now: no phone rings for it.
    const message: PlainMessage = { blocks: [{ type: 'text', text }], quiet: true };
    return [{ kind: 'message.post', lane: `heads:${stream}`, stream, payload: { channel, message } }];
  };
  /** Many at once are the night's: the organisation's own head, which comes last, covers them. */
  return async (heads: readonly StreamHead[]): Promise<readonly EffectDraft[]> =>
    heads.length === 1 && heads[0] ? told(heads[0]) : [];
};

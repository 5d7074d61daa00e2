import { rich, type RichText } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import type { Block } from '../../commands/message.ts';
import { type Decided, firstDoing } from '../decide/recorded.ts';
import { incidentEffects, type PlainMessage } from '../effects.ts';
import { type IncidentParts, personOf } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';

/** Whether somebody speaks in the incident's own channel, or in a thread of it: what is answered there, all read. */
export const isThere = ({ channelId }: Pick<IncidentRow, 'channelId'>, { place }: CommandContext): boolean =>
  channelId !== null && [place?.channelId, place?.parentId].includes(channelId);

/**
 * What is decided from elsewhere (an announcement, a direct message, the command line) is said in the incident's channel, too:
 * who works there would find out by the card, if at all.
 */
export function tellChannel(
  decided: Decided,
  {
    parts,
    row,
    context,
    text,
    more = {},
  }: {
    readonly parts: Pick<IncidentParts, 'nameOf'>;
    readonly row: IncidentRow;
    readonly context: CommandContext;
    readonly text: RichText;
    readonly more?: Pick<PlainMessage, 'ping'> & { readonly blocks?: readonly Block[] };
  },
): Decided {
  if (!decided.ok || row.channelId === null || isThere(row, context)) return decided;
  const by = personOf(context);
  const from = by === null ? 'the command line' : `${parts.nameOf(by) ?? 'somebody'}, elsewhere`;
  const { blocks = [], ...rest } = more;
  const message: PlainMessage = {
    ...rest,
    blocks: [{ type: 'text', text }, ...blocks],
    footer: rich`from ${from}`,
  };
  return firstDoing(decided, [incidentEffects.post(row.stream, row.channelId, message)]);
}

import { ok } from '../../base/result.ts';
import { rich, type RichText } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import { paragraph } from '../../commands/message.ts';
import type { Decided } from '../decide/recorded.ts';
import { incidentEffects } from '../effects.ts';
import { type IncidentParts, personOf } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';

/** Whether somebody speaks in the incident's own channel, or in a thread of it: what is answered there, all read. */
export const isThere = ({ channelId }: Pick<IncidentRow, 'channelId'>, { place }: CommandContext): boolean =>
  channelId !== null && [place?.channelId, place?.parentId].includes(channelId);

/**
 * What is decided from elsewhere (an announcement, a direct message, the command line) is said in the incident's channel, too:
 * who works there would find out by the card, if at all. First of all effects, for the channel may be locked by another.
 */
export function tellChannel(
  decided: Decided,
  {
    parts,
    row,
    context,
    text,
  }: {
    readonly parts: Pick<IncidentParts, 'nameOf'>;
    readonly row: IncidentRow;
    readonly context: CommandContext;
    readonly text: RichText;
  },
): Decided {
  if (!decided.ok || row.channelId === null || isThere(row, context)) return decided;
  const by = personOf(context);
  const from = by === null ? 'the command line' : `${parts.nameOf(by) ?? 'somebody'}, elsewhere`;
  const message = paragraph(text, { footer: rich`from ${from}` });
  const { effects = [] } = decided.value;
  return ok({ ...decided.value, effects: [incidentEffects.post(row.stream, row.channelId, message), ...effects] });
}

import { type RichText, channel, rich, strong } from '../../base/rich-text.ts';
import type { Block } from '../../commands/message.ts';
import type { OnCallParts } from '../parts.ts';
import type { HandOffNote } from './register.ts';

const MOST_LISTED = 15;

/** What who comes should know: open incidents, open pages, and the words that others left for them. */
export async function whatIsOpen(parts: OnCallParts, notes: readonly HandOffNote[]): Promise<Block[]> {
  const incidents = await parts.openIncidents();
  // Pages of incidents stand in the incident's channel; of private ones nobody else may read here.
  const pages = (await parts.pages.live()).filter((page) => page.incident === null);
  const items: RichText[] = [
    ...incidents.map(
      ({ number, severity, status, title, channelId }): RichText =>
        rich`Incident ${number} (${severity}, ${status}): ${strong(title.slice(0, 100))}${channelId === null ? '' : rich` in ${channel(channelId)}`}`,
    ),
    ...pages.map((page): RichText => rich`Page ${page.number} (${page.status}): ${page.message.slice(0, 100)}`),
  ];
  const more = items.length - MOST_LISTED;
  const shown = [...items.slice(0, MOST_LISTED), ...(more > 0 ? [[`and ${more} more`]] : [])];
  return [
    shown.length === 0 ? { type: 'text', text: ['No incident and no page is open.'] } : { type: 'list', items: shown },
    ...notes.flatMap((note): Block[] => [
      { type: 'text', text: rich`What to know, by ${strong(parts.nameOf(note.by))}:` },
      { type: 'quote', text: note.text },
    ]),
  ];
}

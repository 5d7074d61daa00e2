import { refuse } from '../../base/result.ts';
import type { CommandContext } from '../../commands/context.ts';
import type { Entry } from '../../timeline/entry.ts';
import { CHANGED_MEANWHILE } from '../decide/guards.ts';
import { newestEntry } from '../newest-entry.ts';
import type { IncidentParts } from '../parts.ts';

/** A field of a form, and which entries change what stands in it. */
export interface WrittenBy {
  readonly label: string;
  readonly isBy: (entry: Entry) => boolean;
}

/**
 * Refuses what would be written over what the person has not seen: who wrote it, where it stands, and how to go on. No
 * fields: it was changed back since.
 */
export async function whoChanged(
  parts: Pick<IncidentParts, 'timeline' | 'nameOf'>,
  stream: string,
  fields: readonly WrittenBy[],
  { viewer }: Pick<CommandContext, 'viewer'>,
) {
  const changes = await Promise.all(
    fields.map(async ({ label, isBy }) => {
      const entry = await newestEntry(parts, stream, isBy);
      if (!entry) return label;
      const by = entry.actor.id === viewer.id ? 'you, elsewhere' : (parts.nameOf(entry.actor.id) ?? 'somebody else');
      return `${label} (by ${by}, #${entry.seq})`;
    }),
  );
  return refuse(
    CHANGED_MEANWHILE,
    `Changed while you had the form open${changes.length > 0 ? `: ${changes.join(', ')}` : ''}. Nothing of yours was recorded or lost: Try again shows it to you once more, and sent from there it takes the place of that. /incident timeline shows what it says.`,
  );
}

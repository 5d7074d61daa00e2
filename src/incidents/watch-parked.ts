import { ok } from '../base/result.ts';
import { type Entry, streamType } from '../timeline/entry.ts';
import { effectParked, effectRetried } from '../timeline/kinds.ts';
import { incidentEffects } from './effects.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';

/** What could not be done is shown on the card, and taken off it when it is tried again. */
export function watchParked(parts: Pick<IncidentParts, 'timeline'>): () => void {
  return parts.timeline.onCommitted((entries) => {
    for (const entry of entries) if (isTrouble(entry)) void refresh(parts, entry);
  });
}

function isTrouble(entry: Entry): boolean {
  if (streamType(entry.stream) !== 'incident') return false;
  if (entry.kind === effectRetried.kind) return true;
  // The card that cannot be drawn cannot tell of it either.
  return entry.kind === effectParked.kind && effectParked.schema.safeParse(entry.data).data?.kind !== 'card.refresh';
}

async function refresh(parts: Pick<IncidentParts, 'timeline'>, entry: Entry): Promise<void> {
  const cause = {
    causeId: `trouble:${entry.id}`,
    actor: { kind: 'muster' as const, id: 'muster' },
    source: { kind: 'effect' as const, correlationId: entry.id },
  };
  await parts.timeline.change(entry.stream, incidentFold, cause, (state) =>
    ok({ entries: [], effects: state.channelId === null ? [] : [incidentEffects.card(state.stream)], answer: null }),
  );
}

import { type Result, ok, refuse } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import { type Entry, ORGANISATION } from '../../timeline/entry.ts';
import { entryErased } from '../../timeline/kinds.ts';
import type { IncidentParts } from '../parts.ts';
import { registerFold } from '../register.ts';

/** As many as one `entry.erased` names. */
const AT_ONCE = 1000;

/**
 * What was erased elsewhere is erased here, too, and the record of it stands on the other organisation's timeline: it is
 * recorded on this one's, by who imports. Returns the entries as erased by that; no hash is of `erasedBy`.
 * Refuses `import/taken`.
 */
export async function bringErasures(
  parts: IncidentParts,
  stream: string,
  entries: readonly Entry[],
  cause: Cause,
): Promise<Result<readonly Entry[]>> {
  const unrecorded: string[] = [];
  for (const { id, data, erasedBy } of entries) {
    if (data !== null || (await isRecorded(parts, id, erasedBy))) continue;
    // What is recorded as erased is erased: a file may not name what is here already.
    if (await parts.store.find(id)) {
      return refuse(
        'import/taken',
        'An entry of this file has the id of one that is here already. Nothing was changed.',
      );
    }
    unrecorded.push(id);
  }
  if (unrecorded.length === 0) return ok(entries);
  const erasing = { ...cause, causeId: `${cause.causeId}:erasures` };
  const committed = await parts.timeline.change(ORGANISATION, registerFold, erasing, (_state, context) => {
    const answer: Record<string, string> = {};
    const drafts = [];
    for (let from = 0; from < unrecorded.length; from += AT_ONCE) {
      const ids = unrecorded.slice(from, from + AT_ONCE);
      const id = context.newId();
      for (const one of ids) answer[one] = id;
      drafts.push(
        entryErased({ stream, entries: ids, reason: 'Erased before it was exported and imported here' }, { id }),
      );
    }
    return ok({ entries: drafts, answer });
  });
  if (!committed.ok) return committed;
  const erasedBy = new Map(Object.entries(committed.value.answer));
  return ok(entries.map((entry) => ({ ...entry, erasedBy: erasedBy.get(entry.id) ?? entry.erasedBy })));
}

/** As it is where the incident comes back to the organisation that erased it. */
async function isRecorded(parts: IncidentParts, id: string, erasedBy: string | null): Promise<boolean> {
  const erasure = erasedBy === null ? undefined : await parts.store.find(erasedBy);
  if (erasure?.stream !== ORGANISATION || erasure.kind !== entryErased.kind) return false;
  return entryErased.schema.safeParse(erasure.data).data?.entries.includes(id) ?? false;
}

import type { Database } from 'better-sqlite3';
import type { Json } from '../../base/canonical-json.ts';
import { failpoint } from '../../base/failpoint.ts';
import type { CommitOutcome, CommitRecord, CommitRequest } from '../../timeline/store.ts';
import type { EffectRows } from './effect-rows.ts';
import type { EntryRows } from './entry-rows.ts';
import type { ProjectionRows } from './projection-rows.ts';

/** The causes that were committed, and the commit itself. */
export function createCommitRows(
  db: Database,
  parts: { readonly entries: EntryRows; readonly effects: EffectRows; readonly projections: ProjectionRows },
) {
  const { entries, effects, projections } = parts;
  const insertCommit = db.prepare('INSERT INTO commits (cause_id, at, answer) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const findCommit = db.prepare<[string], [number, string]>('SELECT at, answer FROM commits WHERE cause_id = ?').raw();

  const find = (causeId: string): CommitRecord | undefined => {
    const row = findCommit.get(causeId);
    return row && { causeId, at: row[0], answer: JSON.parse(row[1]) as Json };
  };

  return {
    find,

    /** Looks before it writes: a repeated cause and a conflict leave nothing to undo. */
    commit(request: CommitRequest): CommitOutcome {
      const { causeId, at } = request;
      for (const { stream, expectedSeq, expectedHash } of request.appends) {
        if (entries.endsAt(stream, expectedSeq, expectedHash)) continue;
        const first = find(causeId);
        return first ? { outcome: 'repeated', first } : { outcome: 'conflict', stream };
      }
      if (insertCommit.run(causeId, at, JSON.stringify(request.answer)).changes === 0) {
        const first = find(causeId);
        if (first) return { outcome: 'repeated', first };
      }
      for (const append of request.appends) {
        for (const entry of append.entries) entries.insert(entry, causeId);
      }
      failpoint('store.entries-written');
      for (const append of request.appends) for (const entry of append.entries) projections.apply(entry);
      let ended = false;
      for (const { id, stream, change } of request.effects)
        ended = effects.change(id, stream, change, causeId, at, request.completes) || ended;
      if (request.completes !== undefined && !ended) effects.complete(request.completes, at);
      if (request.parks) {
        effects.settle(request.parks.id, at, { outcome: 'park', reason: request.parks.reason }, null);
      }
      if (request.unparks !== undefined) effects.unpark(request.unparks, at);
      return { outcome: 'committed' };
    },
  };
}

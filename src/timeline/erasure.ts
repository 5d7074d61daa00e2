import { failpoint } from '../base/failpoint.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { Cause } from './cause.ts';
import { type Entry, ORGANISATION } from './entry.ts';
import type { EntryOf } from './entry-kind.ts';
import type { Fold } from './fold.ts';
import { entryErased } from './kinds.ts';
import type { Store } from './store.ts';
import type { Timeline } from './timeline.ts';

const READ_AT_ONCE = 500;

/** The organisation's timeline is decided on, but nothing of it matters here. */
const nothing: Fold<null> = { name: 'timeline.nothing', version: 1, initial: null, evolve: () => null };

/** Kinds whose payload is the record of an erasure or of a head: without it the record could not be verified. */
const KEPT_KINDS: ReadonlySet<string> = new Set(['entry.erased', 'head.recorded']);

/**
 * Lawful erasure: first the entry that says so, on the organisation's timeline, then the payloads. A crash in between
 * is made good by `reapply` at the next start, as is a restored backup in which they stand again.
 * Whoever calls `erase` has checked that the person holds `muster.admin`.
 */
export function createErasure(options: { readonly store: Store; readonly timeline: Timeline }) {
  const { store, timeline } = options;

  const carryOut = async (entryIds: readonly string[], erasedBy: string, stream: string): Promise<void> => {
    failpoint('erasure.recorded');
    await store.erase(entryIds, erasedBy);
    timeline.forget(stream);
  };

  return {
    /**
     * Erases the payloads of entries of one stream. Refuses `erasure/unknown` (not an entry of that stream),
     * `erasure/already`, `erasure/kept`, `erasure/reason`. Resolves with how many when nothing of them is left.
     */
    async erase(request: {
      readonly stream: string;
      readonly entryIds: readonly string[];
      readonly reason: string;
      readonly cause: Cause;
    }): Promise<Result<number>> {
      const { stream, cause } = request;
      const reason = request.reason.trim();
      const entryIds = [...new Set(request.entryIds)];
      if (reason === '' || reason.length > 1000) {
        return refuse(
          'erasure/reason',
          'Give the reason for the erasure, in up to 1,000 characters: it stays on the record.',
        );
      }
      for (const id of entryIds) {
        const refusal = refusalOf(await store.find(id), stream);
        if (refusal) return refusal;
      }
      const committed = await timeline.change(ORGANISATION, nothing, cause, (_state, context) => {
        const id = context.newId();
        return ok({ entries: [entryErased({ stream, entries: entryIds, reason }, { id })], answer: id });
      });
      if (!committed.ok) return committed;
      await carryOut(entryIds, committed.value.answer, stream);
      return ok(entryIds.length);
    },

    /** Carries out again what is recorded and not done. Resolves with how many payloads it erased. */
    async reapply(): Promise<number> {
      let erased = 0;
      for (let behind = 0; ;) {
        const entries = await store.read(ORGANISATION, { behind, limit: READ_AT_ONCE });
        if (entries.length === 0) return erased;
        behind = entries.at(-1)?.seq ?? behind;
        for (const entry of entries.filter(isErasure)) {
          const { entries: ids, stream } = entry.data;
          const left: string[] = [];
          for (const id of ids) {
            const found = await store.find(id);
            if (found?.stream === stream && found.data !== null) left.push(id);
          }
          if (left.length === 0) continue;
          await carryOut(left, entry.id, stream);
          erased += left.length;
        }
      }
    },
  };
}

function refusalOf(entry: Entry | undefined, stream: string): ReturnType<typeof refuse> | undefined {
  if (entry?.stream !== stream) {
    return refuse(
      'erasure/unknown',
      'There is no such entry on this timeline. Look up its number with /incident timeline.',
    );
  }
  if (KEPT_KINDS.has(entry.kind)) {
    return refuse(
      'erasure/kept',
      'The record of an erasure or of a head cannot be erased: it holds no words of anybody but the reason.',
    );
  }
  return entry.data === null ? refuse('erasure/already', 'That entry was erased already.') : undefined;
}

// The cast is sound: the kind's payload was parsed when it was sealed.
const isErasure = (entry: Entry): entry is EntryOf<readonly [typeof entryErased]> =>
  entry.kind === 'entry.erased' && entry.data !== null;

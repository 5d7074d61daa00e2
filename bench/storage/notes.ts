import { z } from 'zod';
import { systemClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { ok } from '../../src/base/result.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import type { Cause } from '../../src/timeline/cause.ts';
import { composeEntryKinds, defineEntryKind } from '../../src/timeline/entry-kind.ts';
import type { Fold } from '../../src/timeline/fold.ts';
import { timelineKinds } from '../../src/timeline/kinds.ts';
import type { Store } from '../../src/timeline/store.ts';
import { type Timeline, createTimeline } from '../../src/timeline/timeline.ts';

/* What the benchmarks of the record write: notes of one size, counted by a fold. */

export const noteAdded = defineEntryKind({
  kind: 'note.added',
  v: 1,
  schema: z.object({ text: z.string() }),
  describe: ({ data }) => ({ line: [data.text] }),
});
export const kinds = composeEntryKinds([noteAdded], timelineKinds);
export type Count = { readonly notes: number };
export const count: Fold<Count> = {
  name: 'bench.count',
  version: 1,
  initial: { notes: 0 },
  evolve: ({ notes }) => ({ notes: notes + 1 }),
};
export const TEXT =
  'The replica is 4 GB behind; we stop the backup and look at the WAL sender. Next look in ten minutes.';

export const causeOf = (causeId: string): Cause => ({
  causeId,
  actor: { kind: 'person', id: '80351110224678912' },
  source: { kind: 'command', correlationId: causeId },
});

export const open = (path: string): { store: Store; timeline: Timeline } => {
  const store = openSqliteStore({ path, kinds });
  return { store, timeline: createTimeline({ store, clock: systemClock, kinds, newId }) };
};

export const note = (timeline: Timeline, stream: string, causeId: string) =>
  timeline.change(stream, count, causeOf(causeId), (state) =>
    ok({ entries: [noteAdded({ text: TEXT })], answer: state.notes }),
  );

import { z } from 'zod';
import { newId } from '../../src/base/ids.ts';
import { expectOk } from '../../src/base/result.ts';
import type { Cause } from '../../src/timeline/cause.ts';
import { GENESIS } from '../../src/timeline/chain.ts';
import type { EffectChange, EffectDraft } from '../../src/timeline/effect.ts';
import type { Entry } from '../../src/timeline/entry.ts';
import { composeEntryKinds, defineEntryKind } from '../../src/timeline/entry-kind.ts';
import type { Fold } from '../../src/timeline/fold.ts';
import { timelineKinds } from '../../src/timeline/kinds.ts';
import type { Projection } from '../../src/timeline/projection.ts';
import { createSealer } from '../../src/timeline/seal.ts';
import type { Append, CommitRequest, Store } from '../../src/timeline/store.ts';

/** A small domain of its own, so that the core is tested without any real one. */

export const NOW = Date.UTC(2026, 10, 22, 12);

export const noteAdded = defineEntryKind({
  kind: 'note.added',
  v: 1,
  schema: z.object({ text: z.string() }),
  describe: ({ data }) => ({ line: [data.text] }),
});

export const kinds = composeEntryKinds([noteAdded], timelineKinds);

export const person: Pick<Cause, 'actor' | 'source'> = {
  actor: { kind: 'person', id: '80351110224678912' },
  source: { kind: 'command' },
};
export const causeOf = (causeId: string): Cause => ({ causeId, ...person });

export type Texts = { readonly texts: readonly string[] };

export const textsOf: Fold<Texts> = {
  name: 'test.texts',
  version: 1,
  initial: { texts: [] },
  evolve: (state, entry) =>
    entry.kind === 'note.added' ? { texts: [...state.texts, noteAdded.schema.parse(entry.data).text] } : state,
};

export type LatestNote = { readonly text: string; readonly count: number };

/** The last note of each stream, listed under its first word. */
export const latestNotes: Projection<LatestNote> = {
  name: 'test.latest-notes',
  version: 1,
  kinds: new Set(['note.added']),
  apply(entry, get) {
    const { text } = noteAdded.schema.parse(entry.data);
    if (text === 'explode') throw new Error('a projection with a bug');
    if (text === 'drop') return [{ key: entry.stream, row: null }];
    const count = (get(entry.stream)?.count ?? 0) + 1;
    return [{ key: entry.stream, row: { text, count }, bucket: text.split(' ')[0] ?? '', sort: count }];
  },
};

const seal = createSealer({ kinds, newId, secrets: [] });

/** Entries that follow from the stream's head as it is now. */
export async function notes(store: Store, stream: string, ...texts: readonly string[]): Promise<Append> {
  const head = (await store.head(stream)) ?? { seq: 0, hash: GENESIS, recordedAt: 0 };
  const drafts = texts.map((text) => noteAdded({ text }));
  const entries: readonly Entry[] = expectOk(seal(stream, head, drafts, causeOf('sealed'), NOW));
  return { stream, expectedSeq: head.seq, expectedHash: head.hash, entries };
}

/** A request with what it needs and nothing else. */
export function request(
  causeId: string,
  parts: Partial<Omit<CommitRequest, 'effects'>> & { readonly effects?: readonly EffectChange[] } = {},
): CommitRequest {
  const at = parts.at ?? NOW;
  return {
    causeId,
    at,
    appends: [],
    answer: null,
    ...parts,
    effects: (parts.effects ?? []).map((change) => ({ id: newId(at), stream: 'incident-a', change })),
  };
}

export const effect = (payload: string, more: Partial<EffectDraft> = {}): EffectDraft => ({
  kind: 'message.post',
  lane: null,
  payload,
  ...more,
});

export const dataOf = (entries: readonly Entry[]): readonly unknown[] =>
  entries.map((entry) =>
    entry.kind === 'note.added' && entry.data !== null ? noteAdded.schema.parse(entry.data).text : null,
  );

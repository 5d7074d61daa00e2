import type { EntryOf } from './entry-kind.ts';
import type { Fold } from './fold.ts';
import type { headRecorded } from './kinds.ts';

/** Up to where each stream's head is recorded on the organisation's timeline. */
export type RecordedHeads = { readonly [stream: string]: number };

export const recordedHeads: Fold<RecordedHeads> = {
  name: 'timeline.recorded-heads',
  version: 1,
  initial: {},
  evolve(state, unknownEntry) {
    // The cast is sound: the kind's payload was parsed when it was sealed.
    const entry = unknownEntry as EntryOf<readonly [typeof headRecorded]>;
    if (entry.kind !== 'head.recorded') return state;
    const { stream, seq } = entry.data;
    // The organisation's own head stands directly behind what it names: by itself it is nothing new to record.
    const upTo = stream === entry.stream && entry.seq === seq + 1 ? entry.seq : seq;
    return { ...state, [stream]: upTo };
  },
};

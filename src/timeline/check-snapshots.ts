import { isSameJson, type Json } from '../base/canonical-json.ts';
import type { Entry } from './entry.ts';
import type { EntryKinds } from './entry-kind.ts';
import { type Fold, SNAPSHOT_EVERY, stateBehind } from './fold.ts';
import type { Snapshot, Store } from './store.ts';

/** Folds one timeline anew while it is read, to be compared with its snapshots. */
export interface SnapshotCheck {
  /** The timeline's next entry. */
  note(entry: Entry): void;
  /** Names of the folds whose snapshot says something else, or stands behind the timeline's end. */
  wrong(): Promise<readonly string[]>;
}

/**
 * What is shown of a long incident, and exported, begins at its snapshot: one that was altered would speak over entries that
 * are whole.
 */
export async function checkSnapshots(
  store: Store,
  kinds: EntryKinds,
  folds: readonly Fold<Json>[],
  stream: string,
): Promise<SnapshotCheck> {
  const head = await store.head(stream);
  const checked: { readonly fold: Fold<Json>; readonly snapshot: Snapshot; state: Json; says?: boolean }[] = [];
  for (const fold of (head?.seq ?? 0) < SNAPSHOT_EVERY ? [] : folds) {
    const snapshot = await store.snapshot(stream, fold.name);
    if (snapshot?.version === fold.version) checked.push({ fold, snapshot, state: fold.initial });
  }
  return {
    note(entry) {
      for (const check of checked) {
        if (entry.seq > check.snapshot.seq) continue;
        check.state = stateBehind(check.fold, kinds, check.state, entry);
        if (entry.seq === check.snapshot.seq) check.says = isSameJson(check.snapshot.state, check.state);
      }
    },
    async wrong() {
      const names: string[] = [];
      for (const { fold, snapshot, says } of checked) {
        if (says === true) continue;
        // Muster runs, and has snapshotted or erased meanwhile: what was read is of two moments.
        const now = await store.snapshot(stream, fold.name);
        if (now && now.seq === snapshot.seq && isSameJson(now.state, snapshot.state)) names.push(fold.name);
      }
      return names;
    },
  };
}

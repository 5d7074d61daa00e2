import type { Json } from '../base/canonical-json.ts';
import type { Entry } from './entry.ts';
import { type EntryKinds, upcast } from './entry-kind.ts';

/**
 * A stream's entries, added up: an incident's state, the register of incidents on the organisation's timeline …
 * Several folds may read one stream. The state is plain JSON, because it is snapshotted.
 */
export interface Fold<S extends Json> {
  readonly name: string;
  /** Raised when `evolve` or the state's shape changes: older snapshots are then passed over. */
  readonly version: number;
  readonly initial: S;
  /** Also given entries that were erased, whose `data` is null; other folds never see them. */
  readonly hearsErased?: true;
  /** Pure. An entry of a kind that it does not know leaves the state as it is. */
  evolve(state: S, entry: Entry): S;
}

/** The state behind an entry. Nothing is left of an erased one that a fold could add up: most rely on payloads being there. */
export const stateBehind = <S extends Json>(fold: Fold<S>, kinds: EntryKinds, state: S, entry: Entry): S =>
  entry.data === null && fold.hearsErased !== true ? state : fold.evolve(state, upcast(kinds, entry));

/** From so many entries on a timeline's folds are snapshotted; a shorter one has none that anybody would believe. */
export const SNAPSHOT_EVERY = 500;

/**
 * After so many entries more the next one is due. A state may grow with its timeline, as where every message is recorded: at
 * 100,000 of them it has 11 MB, which written each 500 entries would have been 1.1 GB of writes by then, and so is 250 MB
 * (reckoned). Loaded again, up to 4,000 entries are read behind it: a twenty-fifth of what all of them take.
 */
export const entriesToNextSnapshot = (seq: number): number => Math.max(SNAPSHOT_EVERY, Math.floor(seq / 25));

import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { actionsShapes } from '../actions/shapes.ts';
import type { Json } from '../base/canonical-json.ts';
import type { Clock } from '../base/clock.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import { commandKinds } from '../commands/audit.ts';
import type { DomainShapes } from '../commands/domain.ts';
import type { Settings } from '../config.ts';
import { diagnosticsShapes } from '../diagnostics/diagnostics.ts';
import { incidentShapes } from '../incidents/shapes.ts';
import { onCallShapes } from '../oncall/shapes.ts';
import { openSqliteStore } from '../storage/sqlite/open-sqlite-store.ts';
import { composeEntryKinds, type EntryKinds } from '../timeline/entry-kind.ts';
import type { Fold } from '../timeline/fold.ts';
import { timelineKinds } from '../timeline/kinds.ts';
import { parkedEffects } from '../timeline/parked-effects.ts';
import { recordedHeads } from '../timeline/recorded-heads.ts';
import { type Store, StoreError } from '../timeline/store.ts';

/** Before the store is opened it must know what every domain keeps. One line a domain. */
const SHAPES: readonly DomainShapes[] = [incidentShapes, actionsShapes, diagnosticsShapes, onCallShapes];

/** The settings take nothing but SQLite. */
const databasePath = ({ MUSTER_DATABASE_URL: url }: Settings): string => url?.slice('sqlite:'.length) ?? 'muster.db';

/** Outputs of runs stand beside the database file. */
export function runsFolder(settings: Settings): string {
  const path = databasePath(settings);
  return path === ':memory:' ? join(tmpdir(), `muster-runs-${process.pid}`) : `${resolve(path)}.runs`;
}

/** Every kind of entry that this version writes and reads. */
export const allKinds = (): EntryKinds =>
  composeEntryKinds(timelineKinds, commandKinds, ...SHAPES.map((shapes) => shapes.kinds));

/** Everything that is added up of entries. */
export const allFolds = (): readonly Fold<Json>[] => [
  parkedEffects,
  recordedHeads,
  ...SHAPES.flatMap((shapes) => shapes.folds),
];

/** The store with everything that Muster writes into it. Refuses `store/…` with the remedy. */
export function openRecord(options: {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly readOnly: boolean;
}): Result<{ readonly store: Store; readonly kinds: EntryKinds }> {
  const { settings, clock, readOnly } = options;
  const kinds = allKinds();
  const path = databasePath(settings);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) {
    return refuse(
      'store/folder',
      `${resolve(path)} is a folder. Name the file in it that holds the record: MUSTER_DATABASE_URL=sqlite:${join(path, 'muster.db')}`,
    );
  }
  if (readOnly && path !== ':memory:' && !found) {
    return refuse(
      'store/none',
      `There is no record at ${resolve(path)} yet. Go to the folder where Muster runs, or name its file in MUSTER_DATABASE_URL.`,
    );
  }
  const projections = SHAPES.flatMap((shapes) => shapes.projections);
  try {
    return ok({
      store: openSqliteStore({ path, projections, kinds, clock, readOnly }),
      kinds,
    });
  } catch (error) {
    if (error instanceof StoreError) return refuse(error.code, error.message);
    throw error;
  }
}

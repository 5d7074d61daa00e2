import { join } from 'node:path';
import { type Clock, type VirtualClock, virtualClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/ids.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import type { Store } from '../../src/timeline/store.ts';
import { type Timeline, createTimeline } from '../../src/timeline/timeline.ts';
import { NOW, kinds, latestNotes } from '../storage/fixtures.ts';
import { temporaryFolder } from '../storage/temporary-folder.ts';

export interface House extends AsyncDisposable {
  readonly path: string;
  readonly store: Store;
  readonly timeline: Timeline;
  readonly clock: VirtualClock;
  /** Stops, and starts again on the same file. */
  restart(): Promise<void>;
}

/** A timeline on a store on a disk, with a clock that the test moves. */
export async function openHouse(start = NOW): Promise<House> {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'muster.db');
  const clock = virtualClock(start);
  const open = (): { store: Store; timeline: Timeline } => {
    const store = openSqliteStore({ path, projections: [latestNotes], kinds, clock });
    return { store, timeline: timelineOn(store, clock) };
  };
  let parts = open();
  return {
    path,
    clock,
    get store() {
      return parts.store;
    },
    get timeline() {
      return parts.timeline;
    },
    async restart() {
      await parts.store.close();
      parts = open();
    },
    async [Symbol.asyncDispose]() {
      await parts.store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export const timelineOn = (store: Store, clock: Clock): Timeline => createTimeline({ store, clock, kinds, newId });

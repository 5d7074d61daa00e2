import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../timeline/store.ts';
import { type PageRow, pageRows } from './page-rows.ts';

const PORTION = 1000;

/** Pages that are not resolved yet, oldest first; in portions, so that of thousands nobody else has to wait for all. */
export async function livePages(store: Store): Promise<readonly PageRow[]> {
  const rows: PageRow[] = [];
  for (let behind: number | undefined; ; await setImmediate()) {
    const some = await store.project(pageRows, {
      bucket: 'live',
      limit: PORTION,
      ...(behind !== undefined && { behind }),
    });
    for (const { row } of some) rows.push(row);
    behind = some.at(-1)?.sort;
    if (some.length < PORTION) return rows;
  }
}

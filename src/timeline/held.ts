import type { Instant } from '../base/clock.ts';
import type { Effect } from './effect.ts';
import type { Store } from './store.ts';

/**
 * The setting that marks a store restored from a backup: it holds back its effects, which may have been done since the
 * backup was made, until somebody has looked at them. The value is the instant of the backup; empty is released.
 */
export const HELD_SETTING = 'restore.held';

/** When the backup was made that this store was restored from; undefined when nothing is held back. */
export async function heldSince(store: Pick<Store, 'setting'>): Promise<Instant | undefined> {
  const value = await store.setting(HELD_SETTING);
  return value ? Number(value) : undefined;
}

/** What would be done at once if the store were released now: for the person who decides. */
export async function overdueEffects(store: Store, now: Instant, limit: number): Promise<readonly Effect[]> {
  const pending = await store.effects({ state: 'pending', limit: Number.MAX_SAFE_INTEGER });
  return pending.filter((effect) => effect.dueAt <= now).slice(0, limit);
}

/** Lets the effects go. */
export const release = (store: Store): Promise<void> => store.setSetting(HELD_SETTING, '');

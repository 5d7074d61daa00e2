import type { Instant } from '../base/clock.ts';
import { heldSince, overdueEffects } from '../timeline/held.ts';
import type { Store } from '../timeline/store.ts';
import { warn } from './output.ts';

/** At a start with a record that was restored from a backup: how much waits until somebody has looked at it. */
export async function tellHeldBack(store: Store, now: Instant): Promise<void> {
  if ((await heldSince(store)) === undefined) return;
  const { length } = await overdueEffects(store, now, Number.MAX_SAFE_INTEGER);
  const what = length === 1 ? '1 effect is' : `${length} effects are`;
  warn(
    `${what} held back after a restore: \`muster release\` shows them. Nothing is done in Discord, and nobody is paged, until \`muster release --now\`.`,
  );
}

import type { Clock, Instant } from '../base/clock.ts';
import { messageOf } from '../base/result.ts';
import type { Store } from '../timeline/store.ts';

/** Anybody may ask whether Muster is ready: however many do, this often at most something is written for it. */
const AGAIN_MS = 1_000;

/** Why the store takes nothing, found out by writing: a full or locked disk can still be read. Undefined while it does. */
export function createStoreProbe(parts: {
  readonly store: Pick<Store, 'setSetting'>;
  readonly clock: Clock;
}): () => Promise<string | undefined> {
  let last: { readonly at: Instant; readonly trouble: Promise<string | undefined> } | undefined;
  const tryToWrite = async (now: Instant): Promise<string | undefined> => {
    try {
      await parts.store.setSetting('ready.tried-at', String(now));
      return undefined;
    } catch (error) {
      return `The record takes nothing: ${messageOf(error)}`;
    }
  };
  return () => {
    const now = parts.clock.now();
    if (last === undefined || Math.abs(now - last.at) >= AGAIN_MS) last = { at: now, trouble: tryToWrite(now) };
    return last.trouble;
  };
}

import type { World } from './world.ts';

/** A long move is told of so often on its way, or every quarter of an hour of it where that is less often. */
const MOST_STEPS = 24;
const STEP_MS = 15 * 60_000;

/** Moves the sandbox's clock forward; every window hears of it on the way. Returns what it is then, undefined where it cannot be moved. */
export async function moveClock({ clock, events }: World, durationMs: number): Promise<number | undefined> {
  if (!clock.advance) return undefined;
  const stepMs = Math.max(STEP_MS, Math.ceil(durationMs / MOST_STEPS));
  for (let leftMs = durationMs; leftMs > 0; leftMs -= stepMs) {
    await clock.advance(Math.min(stepMs, leftMs));
    events.publish({ t: 'SANDBOX_CLOCK', d: { nowMs: clock.now() } });
  }
  return clock.now();
}

import { systemClock } from '../base/clock.ts';
import { randomDigits } from '../base/ids.ts';
import { expectOk } from '../base/result.ts';
import { eventBus } from './events.ts';
import { EVERY_INTENT } from './gateway/intents.ts';
import { DISCORD_LIMITS, type GuildLimits } from './guild-limits.ts';
import type { MovableClock } from './movable-clock.ts';
import { type Saving, loadState, savingTo } from './persistence.ts';
import { seededState } from './seed.ts';
import type { Seed } from './seed-shape.ts';
import { snowflakes } from './snowflake.ts';
import type { World } from './world.ts';

/** What a sandbox begins with. */
export interface WorldOptions {
  readonly clock?: MovableClock;
  readonly seed?: Seed;
  readonly limits?: Partial<GuildLimits>;
  /** Privileged intents that the application was granted; all unless given. */
  readonly grantedIntents?: number;
  /** The bot's token; random unless given, the same again with `file`. */
  readonly token?: string;
  /** Where the guild is kept over a restart; nowhere unless given. */
  readonly file?: string;
  /** Told when `file` cannot be written, once until it can; it is tried again meanwhile. */
  readonly saveFailed?: (error: unknown) => void;
}

interface OpenWorld {
  readonly world: World;
  readonly clock: MovableClock;
  readonly token: string;
  /** Where there is a file. */
  readonly saving: Saving | undefined;
}

/** The guild as it was left in `file`, or a new one. Throws when `file` is not the sandbox's. */
export async function openWorld(options: WorldOptions): Promise<OpenWorld> {
  const clock: MovableClock = options.clock ?? systemClock;
  const kept = options.file === undefined ? undefined : expectOk(loadState(options.file));
  const state = kept?.state ?? seededState(options.seed);
  // What was written on a clock that had been moved lies before what will be written.
  if (kept && clock.aheadMs) await clock.advance?.(Math.max(0, kept.aheadMs - clock.aheadMs()));
  // Shaped as a bot's token is, so that whatever masks tokens masks it.
  const token =
    options.token ??
    kept?.token ??
    `${Buffer.from(state.applicationId).toString('base64url')}.${randomDigits(6)}.${randomDigits(38)}`;
  return {
    world: {
      state,
      clock,
      events: eventBus(),
      limits: { ...DISCORD_LIMITS, ...options.limits },
      grantedIntents: options.grantedIntents ?? EVERY_INTENT,
      newSnowflake: snowflakes(() => clock.now()),
      url: '',
      nonces: new Map(),
    },
    clock,
    token,
    saving:
      options.file === undefined
        ? undefined
        : savingTo(options.file, { state, token }, clock, options.saveFailed ?? (() => undefined)),
  };
}

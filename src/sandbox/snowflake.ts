import type { Instant } from '../base/clock.ts';

/** The first instant that a snowflake can name: 2015-01-01T00:00:00Z. */
export const DISCORD_EPOCH: Instant = 1_420_070_400_000;
/** Earlier instants give ids of fewer than 17 digits, which discord.js does not recognise as major parameters. */
const EARLIEST: Instant = Date.UTC(2016, 0, 1);

/** Ids of 18-19 digits, strictly rising, that tell their instant as Discord's do. */
export function snowflakes(now: () => Instant): () => string {
  let lastMs = 0;
  let step = 0;
  return () => {
    const ms = Math.max(now(), EARLIEST, lastMs);
    step = ms === lastMs ? step + 1 : 0;
    lastMs = ms;
    if (step === 4096) {
      lastMs += 1;
      step = 0;
    }
    return snowflakeAt(lastMs, step);
  };
}

export const snowflakeAt = (instant: Instant, step = 0): string =>
  String((BigInt(instant - DISCORD_EPOCH) << 22n) | BigInt(step));

/** When the thing with this id was made, UTC milliseconds. */
export const instantOf = (snowflake: string): Instant => Number(BigInt(snowflake) >> 22n) + DISCORD_EPOCH;

export const isSnowflake = (text: string): boolean => /^\d{17,20}$/.test(text);

/** Orders ids by time: snowflakes of different length compare by length first. */
export const compareIds = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

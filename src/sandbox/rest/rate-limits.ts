import type { Instant } from '../../base/clock.ts';
import type { RateRule } from './route.ts';

export interface RateVerdict {
  readonly headers: Readonly<Record<string, string>>;
  /** Set when the request must be answered 429. */
  readonly exceeded?: { readonly retryAfterMs: number; readonly scope: 'user' | 'global' | 'shared' };
}

interface Bucket {
  left: number;
  resetAt: Instant;
  readonly hash: string;
}

export interface RateLimits {
  take(route: string, major: string, rule: RateRule): RateVerdict;
  /** A limit of its own inside a route, like renames of a channel: undefined, or how long to wait. */
  takeSub(key: string, rule: RateRule): number | undefined;
  /** 50 requests a second for all that carry the bot's token. */
  takeGlobal(): number | undefined;
  /** Counts 401, 403 and 429; true once there were 10,000 in 10 minutes and the address is banned. */
  countInvalid(): boolean;
  banned(): boolean;
}

export const USUAL_RATE: RateRule = { limit: 50, perMs: 1_000 };
const GLOBAL_PER_SECOND = 50;
const MOST_INVALID = 10_000;
const INVALID_WINDOW_MS = 600_000;

/** Fixed windows, as Discord's headers describe them. Nothing here is Discord's real number but the shape. */
export function rateLimits(now: () => Instant, globalPerSecond = GLOBAL_PER_SECOND): RateLimits {
  const buckets = new Map<string, Bucket>();
  const subs = new Map<string, Instant[]>();
  let globalWindow = { startedAt: 0, count: 0 };
  let invalid = { startedAt: 0, count: 0 };

  return {
    take(route, major, rule) {
      const at = now();
      const key = `${route} ${major}`;
      let bucket = buckets.get(key);
      if (!bucket || bucket.resetAt <= at) {
        if (buckets.size > 20_000) sweep(buckets, at);
        bucket = { left: rule.limit, resetAt: at + rule.perMs, hash: bucket?.hash ?? hashOf(route) };
        buckets.set(key, bucket);
      }
      const exceeded = bucket.left <= 0;
      if (!exceeded) bucket.left--;
      const waitMs = bucket.resetAt - at;
      const headers: Record<string, string> = {
        'X-RateLimit-Limit': String(rule.limit),
        'X-RateLimit-Remaining': String(bucket.left),
        'X-RateLimit-Reset': (bucket.resetAt / 1000).toFixed(3),
        'X-RateLimit-Reset-After': (waitMs / 1000).toFixed(3),
        'X-RateLimit-Bucket': bucket.hash,
      };
      return exceeded ? { headers, exceeded: { retryAfterMs: waitMs, scope: 'user' } } : { headers };
    },
    takeSub(key, rule) {
      const at = now();
      const past = (subs.get(key) ?? []).filter((one) => at - one < rule.perMs);
      subs.set(key, past);
      const first = past[0];
      if (past.length >= rule.limit && first !== undefined) return first + rule.perMs - at;
      past.push(at);
      return undefined;
    },
    takeGlobal() {
      const at = now();
      if (at - globalWindow.startedAt >= 1000) globalWindow = { startedAt: at, count: 0 };
      return ++globalWindow.count > globalPerSecond ? globalWindow.startedAt + 1000 - at : undefined;
    },
    countInvalid() {
      const at = now();
      if (at - invalid.startedAt >= INVALID_WINDOW_MS) invalid = { startedAt: at, count: 0 };
      return ++invalid.count >= MOST_INVALID;
    },
    banned: () => invalid.count >= MOST_INVALID && now() - invalid.startedAt < INVALID_WINDOW_MS,
  };
}

function sweep(buckets: Map<string, Bucket>, at: Instant): void {
  for (const [key, bucket] of buckets) if (bucket.resetAt <= at) buckets.delete(key);
}

/** An opaque name of the bucket: clients group routes by it. FNV-1a is enough for a name. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

import type { Clock, Instant } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import { instant, rich } from '../../base/rich-text.ts';
import type { Condition } from '../../commands/status-command.ts';

/** PagerDuty is away when it cannot be reached or does not know us; that it refuses something is an answer. */
const AWAY: ReadonlySet<string> = new Set([
  'pagerduty/unreachable',
  'pagerduty/authentication',
  'pagerduty/rate-limit',
]);

/** How PagerDuty is doing, by the last answers: for `/muster status`. */
export function createCondition(clock: Clock) {
  let answeredAt: Instant | undefined;
  let away: { readonly since: Instant; readonly why: string } | undefined;
  return {
    heard(answer: Result<unknown>): void {
      if (answer.ok || !AWAY.has(answer.refusal.code)) {
        answeredAt = clock.now();
        away = undefined;
      } else away = { since: away?.since ?? clock.now(), why: answer.refusal.message };
    },
    condition(): Condition {
      if (away) return { good: false, line: rich`since ${instant(away.since)}: ${away.why} Muster pages by itself.` };
      return {
        good: true,
        line: answeredAt === undefined ? ['connected, nothing asked yet'] : rich`answered at ${instant(answeredAt)}`,
      };
    },
  };
}

import type { Instant } from '../../base/clock.ts';
import type { When } from '../../timeline/entry.ts';
import { LONGEST_SPAN_MS } from '../statistics.ts';

/** A footer for who typed a wrong year: it is recorded as they said. */
export const oddTimeNote = (declaredAt: Instant, whens: readonly (When | undefined)[]): readonly string[] =>
  whens.some((when) => when && when.precision !== 'order-only' && Math.abs(when.at - declaredAt) > LONGEST_SPAN_MS)
    ? [
        `That is more than ${LONGEST_SPAN_MS / 86_400_000} days from when the incident was declared, and statistics leave out spans as long as that. If the day or year is wrong, record the milestone again.`,
      ]
    : [];

import type { Instant } from '../../base/clock.ts';
import type { When } from '../../timeline/entry.ts';
import { isFarFrom, LONGEST_SPAN_MS } from '../statistics.ts';

/** A footer for who typed a wrong year: it is recorded as they said. */
export const oddTimeNote = (declaredAt: Instant, whens: readonly (When | undefined)[]): readonly string[] =>
  whens.some((when) => when && when.precision !== 'order-only' && isFarFrom(declaredAt, when.at))
    ? [
        `That is more than ${LONGEST_SPAN_MS / 86_400_000} days from when the incident was declared, and statistics leave out what is measured from such a time. If the day or year is wrong, record the milestone again.`,
      ]
    : [];

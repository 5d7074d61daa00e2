import { z } from 'zod';
import { keySchema } from '../../catalog/people.ts';
import type { ScheduleDefinition, Shift, Span } from '../schedule/definition.ts';
import { momentSchema } from './moment.ts';

export const temporarySchema = z.strictObject({
  from: momentSchema,
  to: momentSchema,
  shifts: z.array(z.strictObject({ user: keySchema, from: momentSchema, to: momentSchema })).max(1000),
});

/** Shifts of a temporary schedule that would not count as they are written: by their place in the list. */
export function* temporaryFaults(
  window: Span,
  shifts: readonly Shift[],
  mode: ScheduleDefinition['mode'],
): Generator<{ readonly shift: number; readonly message: string }> {
  for (const [n, { from, to }] of shifts.entries()) {
    if (from >= window.from && to <= window.to) continue;
    const message = 'reaches out of its temporary schedule, where it never counts: correct it, or make that one longer';
    yield { shift: n, message };
  }
  if (mode !== 'layered') return;
  const sorted = [...shifts.entries()].sort(([, a], [, b]) => a.from - b.from);
  let before: Shift | undefined;
  for (const [shift, each] of sorted) {
    if (before && each.from < before.to && each.user !== before.user) {
      const message = `overlaps the shift of ${before.user}, and a layered schedule has one person at a time: make one of them shorter, or choose mode: concurrent`;
      yield { shift, message };
    }
    if (!before || each.to > before.to) before = each;
  }
}

import type { Instant } from '../../base/clock.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { Roster } from '../roster.ts';
import { overrideCancelled, overrideCreated } from './entries.ts';
import { type OnCallRegister, overridesAfter } from './register.ts';
import { type Redrawn, TOLD_AHEAD_MS } from './shift-changes.ts';

/** The schedules that these entries change, before and after. */
export function redrawnBy(
  roster: Roster,
  state: OnCallRegister,
  entries: readonly EntryDraft[],
  now: Instant,
): readonly Redrawn[] {
  const names = new Set(
    entries.flatMap(({ kind, data }) =>
      kind === overrideCreated.kind
        ? [overrideCreated.schema.parse(data).schedule]
        : kind === overrideCancelled.kind
          ? [overrideCancelled.schema.parse(data).schedule]
          : [],
    ),
  );
  const span = { from: now, to: now + TOLD_AHEAD_MS };
  return [...names].flatMap((schedule) => {
    const known = roster.schedule(schedule);
    const before = state.overrides[schedule] ?? [];
    const after = overridesAfter(
      before,
      entries.filter(({ data }) => isOf(data, schedule)),
    );
    return known
      ? [{ schedule, upTo: span.to, before: known.final(span, before).shifts, after: known.final(span, after).shifts }]
      : [];
  });
}

const isOf = (data: unknown, schedule: string): boolean =>
  typeof data === 'object' && data !== null && 'schedule' in data && data.schedule === schedule;

/** Why, in the words of the override: `: School play`. */
export function reasonOf(entries: readonly EntryDraft[]): string {
  const made = entries.find(({ kind }) => kind === overrideCreated.kind);
  const reason = made && overrideCreated.schema.parse(made.data).reason;
  return reason === undefined || reason === '' || reason === 'By command' ? '' : `: ${reason}`;
}

import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import type { EffectDraft } from '../../timeline/effect.ts';
import { tellPerson } from '../contacts/tell-person.ts';
import type { OnCallParts } from '../parts.ts';
import type { Span } from '../schedule/definition.ts';
import type { FinalShift } from '../schedule/final-schedule.ts';
import { without } from './spans.ts';
import { stretches } from './stretches.ts';

/** How far ahead people are told of changes of their shifts. */
export const TOLD_AHEAD_MS = 42 * DAY_MS;
const MOST_LISTED = 8;

/** A schedule's shifts ahead, as they were and as they are now. */
export type Redrawn = {
  readonly schedule: string;
  /** How far ahead was looked: what reaches so far may go on. */
  readonly upTo: Instant;
  readonly before: readonly FinalShift[];
  readonly after: readonly FinalShift[];
};

const spansOf = (shifts: readonly FinalShift[], user: string): readonly Span[] =>
  stretches(shifts.filter((shift) => shift.user === user));

export type ShiftChange = Span & { readonly schedule: string; readonly gained: boolean };

/** What each person's shifts ahead gained and lost, by key, in the order of time. */
export function shiftChanges(redrawn: readonly Redrawn[]): ReadonlyMap<string, readonly ShiftChange[]> {
  const changes = new Map<string, ShiftChange[]>();
  for (const { schedule, before, after } of redrawn) {
    const users = new Set([...before, ...after].map((shift) => shift.user));
    for (const user of users) {
      const [had, has] = [spansOf(before, user), spansOf(after, user)];
      const found = [
        ...without(has, had).map((span) => ({ ...span, schedule, gained: true })),
        ...without(had, has).map((span) => ({ ...span, schedule, gained: false })),
      ];
      if (found.length > 0) changes.set(user, [...(changes.get(user) ?? []), ...found]);
    }
  }
  for (const list of changes.values()) list.sort((a, b) => a.from - b.from);
  return changes;
}

/** To everybody whose shifts ahead change, but not to who changed them. */
export function tellShiftChanges(
  parts: Pick<OnCallParts, 'people' | 'sections' | 'config'>,
  redrawn: readonly Redrawn[],
  why: RichText,
  except?: string,
): EffectDraft[] {
  return [...shiftChanges(redrawn)].flatMap(([user, changes]): EffectDraft[] => {
    if (user === except) return [];
    const items = changes.slice(0, MOST_LISTED).map(({ schedule, from, to, gained }): RichText => {
      const goesOn = to >= Math.max(...redrawn.map(({ upTo }) => upTo));
      const when = goesOn
        ? rich`from ${instant(from, 'day')} on`
        : rich`${instant(from, 'day')} to ${instant(to, 'day')}`;
      return gained
        ? rich`➕ ${strong(schedule)}: you are on call ${when}`
        : rich`➖ ${strong(schedule)}: no longer ${when}`;
    });
    const more = changes.length - items.length;
    return tellPerson(parts, user, {
      title: 'Your shifts change',
      lead: why,
      items: [...items, ...(more > 0 ? [[`and ${more} more`]] : [])],
      hint: ['/oncall me lists all of them.'],
    });
  });
}

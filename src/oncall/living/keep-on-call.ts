import { DAY_MS } from '../../base/durations.ts';
import type { Instant } from '../../base/clock.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { OnCallParts } from '../parts.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { overrideCreated } from './entries.ts';
import { type LiveOverride, type OnCallRegister, overridesAfter } from './register.ts';
import { type Redrawn, TOLD_AHEAD_MS } from './shift-changes.ts';

/** People are keys. Where nobody was on call there is no turn to keep: who fills a gap is on call at once. */
export type Kept = {
  readonly schedule: string;
  /** Who is on call until now, and who would be by the change. */
  readonly before: readonly string[];
  readonly instead: readonly string[];
  /** Who stays on call, each to the end of their turn. */
  readonly stays: readonly { readonly person: string; readonly until: Instant }[];
  /** Who comes beside others, in concurrent mode: not before the first turn of those ends. */
  readonly waits: readonly { readonly person: string; readonly until: Instant }[];
  /** Taken back, the change is in force. */
  readonly override: string;
};

/** Nobody is held to a turn for longer than this by a change of the file or of a calendar. */
export const LONGEST_KEPT_MS = 7 * DAY_MS;

export interface KeptOnCall {
  readonly kept?: Kept;
  /** What keeps them, together under the id of `kept`. */
  readonly overrides: readonly EntryDraft[];
  /** On call until now, and not known any more: nobody can keep their place. */
  readonly lost: readonly string[];
}

/** A schedule before and after a change that nobody was asked about, with the overrides that count then. */
export interface ChangedSchedule {
  readonly schedule: string;
  readonly was: Schedule;
  readonly becomes: Schedule;
  readonly live: readonly LiveOverride[];
  /** The overrides that are left by the change. Default: all. */
  readonly left?: readonly LiveOverride[];
  readonly now: Instant;
}

/** Whoever is on call this minute stays so by overrides, until somebody applies the change or their turn ends. */
export function keepOnCall(
  { schedule, was, becomes, live, left = live, now }: ChangedSchedule,
  { people }: Pick<OnCallParts, 'people'>,
  reason: string,
  newId: () => string,
): KeptOnCall {
  const here = was.final({ from: now, to: now + LONGEST_KEPT_MS }, live).shifts.filter(({ from }) => from === now);
  const stands = becomes.at(now, left);
  const isKnown = (person: string): boolean => people().byKey(person) !== undefined;
  const isIn = (list: readonly { readonly user: string }[], person: string) => list.some(({ user }) => user === person);
  const goes = here.filter(({ user }) => !isIn(stands, user));
  const lost = usersOf(goes.filter(({ user }) => !isKnown(user)));
  const present = here.filter(({ user }) => isKnown(user));
  const one = becomes.definition.mode === 'layered';
  // Where one person has it, whoever was kept beside the one who stays would push them out.
  const mostKept = !one ? goes.length : here.some(({ user }) => isIn(stands, user)) ? 0 : 1;
  const stays = goes
    .filter(({ user }) => isKnown(user))
    .slice(0, mostKept)
    .map(({ user, to }) => ({ person: user, until: to }));
  const until = Math.min(...present.map(({ to }) => to));
  const waits =
    one || present.length === 0
      ? []
      : stands
          .filter((shift) => shift.override === null && !isIn(here, shift.user))
          .map(({ user }) => ({ person: user, until }));
  if (stays.length + waits.length === 0) return { overrides: [], lost };

  const override = newId();
  const overrides = [
    ...stays.map((each) => ({ add: each.person, to: each.until })),
    ...waits.map((each) => ({ remove: each.person, to: each.until })),
  ].map((each, n) =>
    overrideCreated({ id: n === 0 ? override : `${override}.${n + 1}`, schedule, from: now, reason, ...each }),
  );
  const kept = { schedule, before: usersOf(here), instead: usersOf(stands), stays, waits, override };
  return { kept, overrides, lost };
}

const usersOf = (shifts: readonly { readonly user: string }[]): readonly string[] => shifts.map(({ user }) => user);

/** Its shifts ahead, before and after the change, with what keeps people on call. */
export function redrawnBy(
  { schedule, was, becomes, live, left = live, now }: ChangedSchedule,
  keeping: readonly EntryDraft[],
): Redrawn {
  const ahead = { from: now, to: now + TOLD_AHEAD_MS };
  const after = becomes.final(ahead, overridesAfter(left, keeping)).shifts;
  return { schedule, upTo: ahead.to, before: was.final(ahead, live).shifts, after };
}

/** What a new schedule reads for the first time changes nothing that anybody was told: muster.yaml did not have it before. */
export const isNewSchedule = ({ versions }: Pick<OnCallRegister, 'versions'>, schedule: string): boolean =>
  !versions[schedule]?.at(-2)?.definition;

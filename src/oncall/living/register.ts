import type { Instant } from '../../base/clock.ts';
import type { Entry } from '../../timeline/entry.ts';
import type { Fold } from '../../timeline/fold.ts';
import type { Override, ScheduleDefinition } from '../schedule/definition.ts';
import { type CalendarShifts, calendarKey, withNews } from '../calendars/calendar-shifts.ts';
import { type ScheduleCopy, givenUp, withReading } from '../pagerduty/schedule-copy.ts';
import { scheduleCopied, scheduleGivenUp } from '../pagerduty/schedule-copy-entries.ts';
import {
  type OfferedShift,
  calendarAddressesRenewed,
  calendarChanged,
  handOffMade,
  handOffNoted,
  coverRequested,
  overrideCancelled,
  overrideCreated,
  requestSettled,
  requestShown,
  schedulesConfigured,
  swapProposed,
} from './entries.ts';

export type OpenRequest = (
  | { readonly type: 'swap'; readonly id: string; readonly mine: OfferedShift; readonly theirs: OfferedShift }
  | { readonly type: 'cover'; readonly id: string; readonly shift: OfferedShift; readonly note: string }
) & {
  /** Messages that show it with its buttons. */
  readonly shown?: readonly { readonly channel: string; readonly message: string }[];
};

/** A schedule as muster.yaml had it, from an instant on; null where it was taken out. */
export type Version = { readonly from: Instant; readonly definition: ScheduleDefinition | null };

/** `by` is a key of muster.yaml. */
export type HandOffNote = { readonly by: string; readonly text: string };

/** An override made in chat: why, and by whom (an opaque id; null as long as it is a draft). */
export type LiveOverride = Override & { readonly reason: string; readonly by: string | null };

/** What the organisation's timeline knows of on-call. Arrays keep their identity as long as nothing in them changes. */
export type OnCallRegister = {
  readonly overrides: Readonly<Record<string, readonly LiveOverride[]>>;
  readonly requests: Readonly<Record<string, OpenRequest>>;
  readonly versions: Readonly<Record<string, readonly Version[]>>;
  /** What calendars said last, by `schedule/calendar`. */
  readonly calendars: Readonly<Record<string, CalendarShifts>>;
  /** What PagerDuty said last, by schedule. */
  readonly copies: Readonly<Record<string, ScheduleCopy>>;
  /** What people left for whoever comes next, by schedule; until somebody comes. */
  readonly notes: Readonly<Record<string, readonly HandOffNote[]>>;
  /** Whom a schedule's last announcement named; absent before its first. */
  readonly announced: Readonly<Record<string, readonly string[]>>;
  /** What stands in the addresses of calendars, by their reader's opaque id; absent as long as they never made new ones. */
  readonly addresses: Readonly<Record<string, string>>;
};

export const onCallRegister: Fold<OnCallRegister> = {
  name: 'oncall-register',
  version: 8,
  initial: {
    overrides: {},
    requests: {},
    versions: {},
    calendars: {},
    copies: {},
    notes: {},
    announced: {},
    addresses: {},
  },
  evolve: (state, entry) => (entry.data === null ? state : (EVOLVE[entry.kind]?.(state, entry) ?? state)),
};

/** A schedule's overrides after entries about it, drafts or recorded. What is not about overrides changes nothing. */
export function overridesAfter(
  before: readonly LiveOverride[],
  entries: readonly { readonly kind: string; readonly data: unknown; readonly actor?: { readonly id: string } }[],
): readonly LiveOverride[] {
  return entries.reduce<readonly LiveOverride[]>((list, { kind, data, actor }) => {
    if (kind === overrideCreated.kind) {
      const { schedule: _schedule, ...override } = overrideCreated.schema.parse(data);
      return [...list, { ...override, by: actor?.id ?? null }];
    }
    if (kind !== overrideCancelled.kind) return list;
    const { id, at } = overrideCancelled.schema.parse(data);
    return list.flatMap((override) =>
      override.id !== id ? [override] : override.from < at ? [{ ...override, to: Math.min(at, override.to) }] : [],
    );
  }, before);
}

const EVOLVE: Readonly<Record<string, (state: OnCallRegister, entry: Entry) => OnCallRegister>> = {
  [overrideCreated.kind](state, entry) {
    const { schedule } = overrideCreated.schema.parse(entry.data);
    const list = overridesAfter(state.overrides[schedule] ?? [], [entry]);
    return { ...state, overrides: { ...state.overrides, [schedule]: list } };
  },
  [overrideCancelled.kind](state, entry) {
    const { schedule } = overrideCancelled.schema.parse(entry.data);
    const list = overridesAfter(state.overrides[schedule] ?? [], [entry]);
    return { ...state, overrides: { ...state.overrides, [schedule]: list } };
  },
  [swapProposed.kind](state, entry) {
    const swap = swapProposed.schema.parse(entry.data);
    return { ...state, requests: { ...state.requests, [swap.id]: { type: 'swap', ...swap } } };
  },
  [coverRequested.kind](state, entry) {
    const cover = coverRequested.schema.parse(entry.data);
    return { ...state, requests: { ...state.requests, [cover.id]: { type: 'cover', ...cover } } };
  },
  [requestShown.kind](state, entry) {
    const { id, ...place } = requestShown.schema.parse(entry.data);
    const open = state.requests[id];
    if (!open) return state;
    const shown = [...(open.shown ?? []), place];
    return { ...state, requests: { ...state.requests, [id]: { ...open, shown } } };
  },
  [requestSettled.kind](state, entry) {
    const { [requestSettled.schema.parse(entry.data).id]: _settled, ...requests } = state.requests;
    return { ...state, requests };
  },
  [schedulesConfigured.kind](state, entry) {
    const { schedules } = schedulesConfigured.schema.parse(entry.data);
    const versions = { ...state.versions };
    for (const [name, definition] of Object.entries(schedules)) {
      versions[name] = [...(versions[name] ?? []), { from: entry.recordedAt, definition }];
    }
    return { ...state, versions };
  },
  [calendarChanged.kind](state, entry) {
    const { schedule, calendar, from, upTo, shifts } = calendarChanged.schema.parse(entry.data);
    const key = calendarKey(schedule, calendar);
    const before = state.calendars[key]?.shifts ?? [];
    return { ...state, calendars: { ...state.calendars, [key]: { upTo, shifts: withNews(before, from, shifts) } } };
  },
  [scheduleCopied.kind](state, entry) {
    const { schedule, ...reading } = scheduleCopied.schema.parse(entry.data);
    return { ...state, copies: { ...state.copies, [schedule]: withReading(state.copies[schedule], reading) } };
  },
  [scheduleGivenUp.kind](state, entry) {
    const { schedule, at } = scheduleGivenUp.schema.parse(entry.data);
    const copy = state.copies[schedule];
    return copy ? { ...state, copies: { ...state.copies, [schedule]: givenUp(copy, at) } } : state;
  },
  [handOffNoted.kind](state, entry) {
    const { schedule, by, text } = handOffNoted.schema.parse(entry.data);
    const notes = [...(state.notes[schedule] ?? []), { by, text }];
    return { ...state, notes: { ...state.notes, [schedule]: notes } };
  },
  [calendarAddressesRenewed.kind](state, entry) {
    const { by } = calendarAddressesRenewed.schema.parse(entry.data);
    return { ...state, addresses: { ...state.addresses, [by]: entry.id } };
  },
  [handOffMade.kind](state, entry) {
    const { schedule, came, here } = handOffMade.schema.parse(entry.data);
    const { [schedule]: read, ...rest } = state.notes;
    // Where nobody came nobody has read them: they wait for who comes behind the gap.
    const notes = came.length > 0 || !read ? rest : state.notes;
    return { ...state, notes, ...(here && { announced: { ...state.announced, [schedule]: here } }) };
  },
};

import { z } from 'zod';
import { type RichText, instant, rich, strong } from '../../base/rich-text.ts';
import { type EntryKind, defineEntryKind } from '../../timeline/entry-kind.ts';
import { who } from '../paging/who.ts';
import { scheduleCopyKinds } from '../pagerduty/schedule-copy-entries.ts';
import type { ScheduleDefinition } from '../schedule/definition.ts';

const id = z.string().min(1).max(100);
const at = z.int();
const span = (from: number, to: number): RichText => rich`${instant(from, 'date-time')} to ${instant(to, 'date-time')}`;

/** People in schedules are keys of muster.yaml here, as the schedules themselves have them. */
export const overrideCreated = defineEntryKind({
  kind: 'override.created',
  v: 1,
  schema: z.object({
    id,
    schedule: id,
    from: at,
    to: at,
    add: id.optional(),
    remove: id.optional(),
    /** Why: a swap, a cover request, a reload, or somebody's words. */
    reason: z.string().max(500),
  }),
  describe({ data }) {
    const { add, remove } = data;
    const change: RichText =
      add !== undefined && remove !== undefined
        ? rich`${who(add)} stands in for ${who(remove)}`
        : add !== undefined
          ? rich`${who(add)} is on call`
          : rich`${who(remove ?? '')} is off call`;
    return { line: rich`${change} in ${strong(data.schedule)}, ${span(data.from, data.to)}`, body: data.reason };
  },
});

export const overrideCancelled = defineEntryKind({
  kind: 'override.cancelled',
  v: 1,
  /** Its part before `at` stands; the rest is taken back. */
  schema: z.object({ id, schedule: id, at }),
  describe: ({ data }) => ({ line: rich`An override in ${strong(data.schedule)} was taken back` }),
});

const shift = z.object({ schedule: id, person: id, from: at, to: at });
export type OfferedShift = z.infer<typeof shift>;

export const swapProposed = defineEntryKind({
  kind: 'swap.proposed',
  v: 1,
  schema: z.object({ id, mine: shift, theirs: shift }),
  describe: ({ data }) => ({
    line: rich`${who(data.mine.person)} would swap ${span(data.mine.from, data.mine.to)} for ${who(data.theirs.person)}’s ${span(data.theirs.from, data.theirs.to)}`,
  }),
});

export const coverRequested = defineEntryKind({
  kind: 'cover.requested',
  v: 1,
  schema: z.object({ id, shift, note: z.string().max(500) }),
  describe: ({ data }) => ({
    line: rich`${who(data.shift.person)} asks for cover in ${strong(data.shift.schedule)}, ${span(data.shift.from, data.shift.to)}`,
    body: data.note,
  }),
});

/** A swap or a cover request is settled; the overrides stand beside it. */
export const requestSettled = defineEntryKind({
  kind: 'oncall-request.settled',
  v: 1,
  schema: z.object({ id, outcome: z.enum(['accepted', 'declined', 'withdrawn']), by: id }),
  describe: ({ data }) => ({ line: rich`${who(data.by)} ${data.outcome} it` }),
});

/** A message in the chat shows a request with its buttons: it is redrawn once that is settled. */
export const requestShown = defineEntryKind({
  kind: 'oncall-request.shown',
  v: 1,
  schema: z.object({ id, channel: id, message: id }),
  describe: () => ({ line: ['The request is shown in a channel'] }),
});

/** What muster.yaml said of schedules from then on: past questions are answered with what was true then. */
export const schedulesConfigured = defineEntryKind({
  kind: 'schedules.configured',
  v: 1,
  schema: z.object({
    schedules: z.record(z.string(), z.custom<ScheduleDefinition>((value) => typeof value === 'object').nullable()),
  }),
  describe: ({ data }) => ({ line: rich`Schedules changed in muster.yaml: ${Object.keys(data.schedules).join(', ')}` }),
});

/** What a calendar says from `from` on; what it said of the time before stands. */
export const calendarChanged = defineEntryKind({
  kind: 'calendar.changed',
  v: 1,
  schema: z.object({
    schedule: id,
    calendar: id,
    from: at,
    /** How far ahead it was read. */
    upTo: at,
    shifts: z.array(z.object({ user: id, from: at, to: at })),
  }),
  describe: ({ data }) => ({
    line: rich`The calendar ${strong(data.calendar)} of ${strong(data.schedule)} changed: ${data.shifts.length} shifts up to ${instant(data.upTo, 'date-time')}`,
  }),
});

/** Words for whoever comes on call next. */
export const handOffNoted = defineEntryKind({
  kind: 'hand-off.noted',
  v: 1,
  schema: z.object({ schedule: id, by: id, text: z.string().min(1).max(1000) }),
  describe: ({ data }) => ({
    line: rich`${who(data.by)} left a note for the next on call in ${strong(data.schedule)}`,
    body: data.text,
  }),
});

/** Somebody made new addresses of their calendars: the entry's id is in each, and those of before open nothing. */
export const calendarAddressesRenewed = defineEntryKind({
  kind: 'calendar-addresses.renewed',
  v: 1,
  schema: z.object({ by: id }),
  describe: ({ data }) => ({ line: rich`${who(data.by)} made new addresses of their on-call calendars` }),
});

/** Who is on call changed: who came and who went were told, and that these are `here` now. People are keys. */
export const handOffMade = defineEntryKind({
  kind: 'hand-off.made',
  v: 1,
  schema: z.object({ schedule: id, came: z.array(id), went: z.array(id), here: z.array(id).optional() }),
  describe({ data }) {
    const names = (keys: readonly string[]): RichText =>
      keys.length === 0 ? ['nobody'] : keys.flatMap((key, n) => (n === 0 ? who(key) : [', ', ...who(key)]));
    return { line: rich`${strong(data.schedule)} was handed over: ${names(data.came)} came, ${names(data.went)} went` };
  },
});

export const livingKinds: readonly EntryKind[] = [
  overrideCreated,
  overrideCancelled,
  swapProposed,
  coverRequested,
  requestSettled,
  requestShown,
  schedulesConfigured,
  calendarChanged,
  handOffNoted,
  handOffMade,
  calendarAddressesRenewed,
  ...scheduleCopyKinds,
];

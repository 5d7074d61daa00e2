import type { Instant } from '../../base/clock.ts';
import type { WallMs } from './zone.ts';

/** `1 week`, `12 hours`, `43200 seconds`. */
export type Turn = { readonly count: number; readonly unit: 'seconds' | 'hours' | 'days' | 'weeks' | 'months' };

/** Days count from Monday, 0, to Sunday, 6. Times are milliseconds since local midnight; `to` up to 24 h. */
export type Restriction =
  /** On each of `days`; `to` at or before `from` reaches into the next day. */
  | { readonly type: 'daily'; readonly days: readonly number[]; readonly from: number; readonly to: number }
  /** Once a week, in milliseconds since Monday's midnight; `to` at or before `from` reaches into the next week. */
  | { readonly type: 'weekly'; readonly from: number; readonly to: number };

/** A moment as it is written: on the clock of the layer's zone, or an instant. */
export type Moment = { readonly wall: WallMs } | { readonly instant: Instant };

export type LayerDefinition = {
  readonly name: string;
  /** In the order of their turns; null is a turn for nobody. */
  readonly users: readonly (string | null)[];
  readonly start: Moment;
  readonly turnsFrom?: Moment | undefined;
  /** Exclusive. */
  readonly end?: Moment | undefined;
  /** Absent: `users[0]` always. */
  readonly turn?: Turn | undefined;
  /** Of the turns, and of start, turnsFrom and end. Default: the schedule's. Restrictions keep the schedule's. */
  readonly timeZone?: string | undefined;
  readonly hours: 'wall-clock' | 'elapsed';
  readonly onRestricted: 'consume' | 'skip';
  readonly restrictions: readonly Restriction[];
};

/** Fixed stretches of somebody's shifts, from a calendar for example: a layer without turns. */
export type Shift = { readonly user: string; readonly from: Instant; readonly to: Instant };

export type Override = {
  readonly id: string;
  readonly from: Instant;
  readonly to: Instant;
  /** At least one of both. */
  readonly add?: string | undefined;
  readonly remove?: string | undefined;
};

export type TemporarySchedule = { readonly from: Instant; readonly to: Instant; readonly shifts: readonly Shift[] };

/** A schedule of PagerDuty, of either kind, by its id. */
export type PagerDutySource = {
  readonly schedule: string;
  readonly refreshMs: number;
  /** So long after its last answer the layers take over; absent: never, the copy answers as far as it reaches. */
  readonly fallbackMs?: number | undefined;
};

/** A calendar of somebody else's program, read again and again: a layer above the others. */
export type CalendarDefinition = {
  readonly name: string;
  /** Often a secret. Undefined where only the record of a schedule is left: what was read from it is recorded beside. */
  readonly url?: string | undefined;
  /** Whom every event puts on call; undefined: whom it names. */
  readonly user?: string | undefined;
  /** What people are called there, where muster.yaml calls them otherwise. */
  readonly names: Readonly<Record<string, string>>;
  /** Of days, and of times that name none. */
  readonly timeZone: string;
  readonly refreshMs: number;
};

export type ScheduleDefinition = {
  readonly timeZone: string;
  /** layered: a later layer hides an earlier one. concurrent: everybody whose layer is active. */
  readonly mode: 'layered' | 'concurrent';
  /** What the schedule itself leaves open is meant. */
  readonly gaps?: 'expected' | undefined;
  readonly layers: readonly LayerDefinition[];
  readonly overrides: readonly Override[];
  readonly temporary: readonly TemporarySchedule[];
  readonly calendars?: readonly CalendarDefinition[] | undefined;
  /** PagerDuty says who is on call; the layers do where its word does not count. */
  readonly pagerduty?: PagerDutySource | undefined;
};

/** Half-open, `[from, to)`. */
export type Span = { readonly from: Instant; readonly to: Instant };

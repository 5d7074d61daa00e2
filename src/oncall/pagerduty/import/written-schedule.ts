import { zoneOf } from '../../schedule/zone.ts';

/** A schedule as it stands in muster.yaml. */
export interface WrittenSchedule {
  readonly timeZone: string;
  readonly mode?: 'concurrent';
  readonly pagerduty?: { readonly schedule: string; readonly fallback?: string };
  readonly layers?: readonly WrittenLayer[];
  readonly overrides?: readonly WrittenOverride[];
}

export interface WrittenOverride {
  readonly from: string;
  readonly to: string;
  readonly add?: string;
  readonly remove?: string;
}

export interface WrittenLayer {
  readonly name?: string;
  readonly users: readonly (string | null)[];
  readonly start: string;
  readonly turnsFrom?: string;
  readonly end?: string;
  readonly turn?: string;
  readonly onRestricted?: 'skip';
  readonly restrictions?: readonly WrittenRestriction[];
}

export interface WrittenRestriction {
  readonly days?: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** `2026-01-05T09:00` on the zone's clock; with a Z where that clock shows this time twice. */
export function writtenMoment(at: number, timeZone: string): string {
  const zone = zoneOf(timeZone);
  const wall = zone.wallAt(at);
  const local = zone.instantOf(wall) === at;
  const text = new Date(local ? wall : at).toISOString().slice(0, 19);
  return `${text.endsWith(':00') ? text.slice(0, 16) : text}${local ? '' : 'Z'}`;
}

/** Seconds since midnight as `08:00`, or `08:00:30`. */
export function writtenTime(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = seconds % 60;
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
  return rest === 0 ? time : `${time}:${two(rest)}`;
}

import ICAL from 'ical.js';
import type { Instant } from '../../base/clock.ts';
import { type WallMs, type Zone, zoneOf } from '../schedule/zone.ts';

/** Reads the wall clock that an event's times stand on. */
export interface EventClock {
  instantOf(wall: WallMs, which?: 'first' | 'last'): Instant;
  wallAt(at: Instant): WallMs;
}

export const wallOf = (time: ICAL.Time): WallMs =>
  Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);

export const timeOfWall = (wall: WallMs, zone = ICAL.Timezone.localTimezone): ICAL.Time => {
  const read = new Date(wall);
  return new ICAL.Time(
    {
      year: read.getUTCFullYear(),
      month: read.getUTCMonth() + 1,
      day: read.getUTCDate(),
      hour: read.getUTCHours(),
      minute: read.getUTCMinutes(),
      second: read.getUTCSeconds(),
    },
    zone,
  );
};

/** `Europe/Berlin`, also behind a prefix as some programs write it (`/vendor.example/Europe/Berlin`). */
function ianaZone(tzid: string): Zone | undefined {
  const parts = tzid.split('/').filter((part) => part !== '');
  const names = [tzid, parts.slice(-3).join('/'), parts.slice(-2).join('/')];
  for (const name of names) {
    try {
      return zoneOf(name);
    } catch {
      continue; // RangeError: no such zone
    }
  }
  return undefined;
}

/** The zone as the calendar itself defines it (VTIMEZONE), for names that only its author knows. */
const ownClock = (zone: ICAL.Timezone): EventClock => ({
  instantOf: (wall) => timeOfWall(wall, zone).toUnixTime() * 1000,
  wallAt: (at) => wallOf(timeOfWall(at, ICAL.Timezone.utcTimezone).convertToZone(zone)),
});

const UTC: EventClock = zoneOf('UTC');

/**
 * The clock of a property's time: UTC, the zone that it names, or `local` for days and for times that name none.
 * The world's zone of that name goes before the calendar's own definition, which is often out of date.
 * Undefined when it names a zone that neither knows.
 */
export function clockOf(property: ICAL.Property, time: ICAL.Time, local: Zone): EventClock | undefined {
  if (time.isDate) return local;
  if (time.zone === ICAL.Timezone.utcTimezone) return UTC;
  const tzid = property.getFirstParameter('tzid');
  if (!tzid) return local;
  const own = property.parent?.getTimeZoneByID(tzid);
  return ianaZone(tzid) ?? (own && ownClock(own));
}

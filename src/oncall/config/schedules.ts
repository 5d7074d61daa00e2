import { z } from 'zod';
import { keySchema, timeZoneSchema } from '../../catalog/people.ts';
import type { CalendarDefinition, LayerDefinition, Moment, ScheduleDefinition } from '../schedule/definition.ts';
import { instantOfMoment } from '../schedule/turns.ts';
import { zoneOf } from '../schedule/zone.ts';
import { calendarSchema } from './calendar.ts';
import { momentSchema } from './moment.ts';
import { pagerDutySourceSchema } from './pagerduty-source.ts';
import { restrictionSchema } from './restriction.ts';
import { temporaryFaults, temporarySchema } from './temporary.ts';
import { turnSchema } from './turn.ts';

const layerSchema = z.strictObject({
  name: z.string().min(1).max(80).optional(),
  users: z.array(keySchema.nullable()).min(1, { error: 'must name somebody: a layer without users is never active' }),
  start: momentSchema,
  turnsFrom: momentSchema.optional(),
  end: momentSchema.optional(),
  turn: turnSchema.optional(),
  timeZone: timeZoneSchema.optional(),
  hours: z.enum(['wall-clock', 'elapsed']).optional(),
  onRestricted: z.enum(['consume', 'skip']).default('consume'),
  restrictions: z.array(restrictionSchema).max(50).default([]),
});

const overrideSchema = z
  .strictObject({ from: momentSchema, to: momentSchema, add: keySchema.optional(), remove: keySchema.optional() })
  .refine((override) => override.add !== undefined || override.remove !== undefined, {
    error: 'must say who comes (add), who goes (remove), or both',
  });

/** One schedule of muster.yaml as a definition whose every time is settled. Reversed spans are faults at their place. */
export const scheduleSchema = z
  .strictObject({
    /** Left out, it is the organisation’s: see `fillOrganisationZone`. */
    timeZone: timeZoneSchema.optional().transform((zone) => zone ?? 'UTC'),
    mode: z.enum(['layered', 'concurrent']).default('layered'),
    gaps: z.enum(['announced', 'expected']).default('announced'),
    layers: z.array(layerSchema).max(50).default([]),
    overrides: z.array(overrideSchema).max(10_000).default([]),
    temporary: z.array(temporarySchema).max(1000).default([]),
    calendars: z.array(calendarSchema).max(20).optional(),
    pagerduty: pagerDutySourceSchema.optional(),
  })
  .transform((schedule, context): ScheduleDefinition => {
    const fault = (path: PropertyKey[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const span = (path: PropertyKey[], from: Moment, to: Moment) => {
      const zone = zoneOf(schedule.timeZone);
      const ends = { from: instantOfMoment(from, zone), to: instantOfMoment(to, zone) };
      if (ends.to <= ends.from) fault([...path, 'to'], 'is not after its `from`: exchange them or correct one');
      return ends;
    };
    const layers = schedule.layers.map((layer, index): LayerDefinition => {
      const zone = zoneOf(layer.timeZone ?? schedule.timeZone);
      if (layer.end && instantOfMoment(layer.end, zone) <= instantOfMoment(layer.start, zone)) {
        fault(['layers', index, 'end'], 'is not after the layer’s start: it would never be active');
      }
      if (!layer.turn && layer.users.length > 1) {
        fault(['layers', index, 'users'], 'has several people but no turn: add one (turn: 1 week), or name one person');
      }
      const even = layer.turn?.unit === 'hours' && 24 % layer.turn.count === 0;
      return {
        ...layer,
        name: layer.name ?? `layer ${index + 1}`,
        hours: layer.hours ?? (even ? 'wall-clock' : 'elapsed'),
      };
    });
    if (schedule.pagerduty?.fallback !== undefined && schedule.layers.length === 0) {
      fault(['pagerduty', 'fallback'], 'has no layers to fall back to: add some, or remove it');
    }
    return {
      timeZone: schedule.timeZone,
      mode: schedule.mode,
      ...(schedule.gaps === 'expected' && { gaps: schedule.gaps }),
      layers,
      overrides: schedule.overrides.map(({ from, to, add, remove }, index) => ({
        id: `muster.yaml#${index + 1}`,
        ...span(['overrides', index], from, to),
        add,
        remove,
      })),
      temporary: schedule.temporary.map(({ from, to, shifts: written }, index) => {
        const window = span(['temporary', index], from, to);
        const shifts = written.map((shift, at) => ({
          user: shift.user,
          ...span(['temporary', index, 'shifts', at], shift.from, shift.to),
        }));
        for (const { shift, message } of temporaryFaults(window, shifts, schedule.mode)) {
          fault(['temporary', index, 'shifts', shift], message);
        }
        return { ...window, shifts };
      }),
      ...(schedule.pagerduty && {
        pagerduty: {
          schedule: schedule.pagerduty.schedule,
          refreshMs: schedule.pagerduty.refresh,
          ...(schedule.pagerduty.fallback !== undefined && { fallbackMs: schedule.pagerduty.fallback }),
        },
      }),
      ...(schedule.calendars && { calendars: calendarsOf(schedule.calendars, schedule.timeZone, fault) }),
    };
  });

export const schedulesConfig = z.record(keySchema, scheduleSchema);

/** With names of their own: what was read from a calendar is kept under its name. */
function calendarsOf(
  written: readonly z.infer<typeof calendarSchema>[],
  scheduleZone: string,
  fault: (path: PropertyKey[], message: string) => void,
): CalendarDefinition[] {
  const calendars = written.map(({ refresh, ...calendar }, index): CalendarDefinition => ({
    ...calendar,
    name: calendar.name ?? (written.length === 1 ? 'calendar' : `calendar ${index + 1}`),
    timeZone: calendar.timeZone ?? scheduleZone,
    refreshMs: refresh,
  }));
  calendars.forEach(({ name }, index) => {
    if (calendars.findIndex((other) => other.name === name) !== index) {
      fault(['calendars', index, 'name'], `${name} is the name of two calendars: give each its own`);
    }
  });
  return calendars;
}

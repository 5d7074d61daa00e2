import { z } from 'zod';

/** An RFC 3339 time as UTC milliseconds. */
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const reference = z.object({ id: z.string(), summary: z.string().nullish() });

export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  time_zone: z.string().nullish(),
});
export type PdUser = z.infer<typeof userSchema>;

export const restrictionSchema = z.object({
  type: z.enum(['daily_restriction', 'weekly_restriction']),
  duration_seconds: z.int().positive(),
  /** `08:00:00` in the schedule's zone. */
  start_time_of_day: z.string(),
  /** Of weekly ones; 1 is Monday. */
  start_day_of_week: z.int().min(1).max(7).nullish(),
});
export type PdRestriction = z.infer<typeof restrictionSchema>;

const layerSchema = z.object({
  name: z.string().nullish(),
  start: time,
  end: time.nullish(),
  rotation_virtual_start: time,
  rotation_turn_length_seconds: z.int().positive(),
  users: z.array(z.object({ user: reference })),
  restrictions: z.array(restrictionSchema).nullish(),
});
export type PdLayer = z.infer<typeof layerSchema>;

const renderedSchema = z.object({
  rendered_schedule_entries: z.array(z.object({ start: time, end: time, user: reference.nullish() })).nullish(),
});

export const layerScheduleSchema = z.object({
  id: z.string(),
  name: z.string(),
  time_zone: z.string(),
  schedule_layers: z.array(layerSchema).nullish(),
  final_schedule: renderedSchema.nullish(),
});
export type LayerSchedule = z.infer<typeof layerScheduleSchema>;

export const overrideSchema = z.object({ start: time, end: time, user: reference });
export type PdOverride = z.infer<typeof overrideSchema>;

const memberSchema = z.object({ type: z.enum(['user_member', 'empty_member']), user_id: z.string().nullish() });
const wallTime = z.object({ date_time: time, time_zone: z.string() });

const eventSchema = z.object({
  name: z.string(),
  start_time: wallTime,
  end_time: wallTime,
  effective_since: time,
  effective_until: time.nullish(),
  /** Lines of RFC 5545: `RRULE:FREQ=WEEKLY;BYDAY=MO`. */
  recurrence: z.array(z.string()),
  assignment_strategy: z.object({
    type: z.string(),
    shifts_per_member: z.int().positive().nullish(),
    members: z.array(memberSchema),
  }),
});
export type PdEvent = z.infer<typeof eventSchema>;

export const shiftScheduleSchema = z.object({
  id: z.string(),
  name: z.string(),
  time_zone: z.string(),
  users: z.array(reference).nullish(),
  rotations: z.array(z.object({ id: z.string(), events: z.array(eventSchema).nullish() })).nullish(),
  final_schedule: z
    .object({
      computed_shift_assignments: z.array(z.object({ start_time: time, end_time: time, member: memberSchema })),
    })
    .nullish(),
});
export type ShiftSchedule = z.infer<typeof shiftScheduleSchema>;

export const customShiftSchema = z.object({
  id: z.string(),
  start_time: time,
  end_time: time,
  assignments: z.array(z.object({ member: memberSchema })),
});
export type PdCustomShift = z.infer<typeof customShiftSchema>;

export const shiftOverrideSchema = z.object({
  /** One of a shift that was made by hand; else of a rotation’s. */
  custom_shift_id: z.string().nullish(),
  start_time: time,
  end_time: time,
  overridden_member: memberSchema,
  overriding_member: memberSchema,
});
export type PdShiftOverride = z.infer<typeof shiftOverrideSchema>;

const targetTypes = ['user', 'schedule', 'user_reference', 'schedule_reference', 'schedule_v3_reference'] as const;
export const policySchema = z.object({
  id: z.string(),
  name: z.string(),
  num_loops: z.int().min(0).nullish(),
  escalation_rules: z.array(
    z.object({
      escalation_delay_in_minutes: z.number(),
      targets: z.array(z.object({ id: z.string(), type: z.enum(targetTypes), summary: z.string().nullish() })),
      /** Text by the document; an object in answers that were seen. */
      escalation_rule_assignment_strategy: z
        .union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)])
        .nullish(),
    }),
  ),
});
export type PdPolicy = z.infer<typeof policySchema>;

export const serviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  status: z.string().nullish(),
  escalation_policy: reference.nullish(),
});
export type PdService = z.infer<typeof serviceSchema>;

import { type Result, ok, refuse } from '../../base/result.ts';
import type { AccountClient, PdSpan } from './account-client.ts';
import type { LayerSchedule, ShiftSchedule } from './account-shapes.ts';

/** What PagerDuty itself says of a schedule in a span: who, by its own ids, and from when to when. */
export interface Rendering {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  /** Layers: one person at most. Shifts: several at once. */
  readonly kind: 'layers' | 'shifts';
  readonly shifts: readonly { readonly user: string; readonly from: number; readonly to: number }[];
  /** By id, as far as they are known. */
  readonly names: Readonly<Record<string, string>>;
}

export type ScheduleReader = Pick<AccountClient, 'layerSchedule' | 'shiftSchedule'>;

/** These mean that it may be a schedule of the other kind; everything else is final. */
const MAY_BE_OTHER: ReadonlySet<string> = new Set(['pagerduty/refused', 'pagerduty/not-found']);

/** A schedule of either kind by its id: shift-based ones are the standard, so they are asked for first. Refuses `pagerduty/no-schedule`. */
export async function renderSchedule(client: ScheduleReader, id: string, span: PdSpan): Promise<Result<Rendering>> {
  const shifts = await client.shiftSchedule(id, span);
  if (shifts.ok) return ok(renderingOfShifts(shifts.value));
  if (!MAY_BE_OTHER.has(shifts.refusal.code)) return shifts;
  const layers = await client.layerSchedule(id, span);
  if (layers.ok) return ok(renderingOfLayers(layers.value));
  if (layers.refusal.code !== 'pagerduty/not-found') return layers;
  return refuse('pagerduty/no-schedule', `PagerDuty has no schedule ${id}, or this token may not read it.`);
}

export function renderingOfLayers(schedule: LayerSchedule): Rendering {
  const entries = schedule.final_schedule?.rendered_schedule_entries ?? [];
  return {
    id: schedule.id,
    name: schedule.name,
    timeZone: schedule.time_zone,
    kind: 'layers',
    // An entry of a deleted user names nobody: nobody is on call then.
    shifts: entries.flatMap(({ start, end, user }) => (user ? [{ user: user.id, from: start, to: end }] : [])),
    names: Object.fromEntries(entries.flatMap(({ user }) => (user?.summary == null ? [] : [[user.id, user.summary]]))),
  };
}

export const renderingOfShifts = (schedule: ShiftSchedule): Rendering => ({
  id: schedule.id,
  name: schedule.name,
  timeZone: schedule.time_zone,
  kind: 'shifts',
  shifts: (schedule.final_schedule?.computed_shift_assignments ?? []).flatMap(({ start_time, end_time, member }) =>
    member.type === 'user_member' && member.user_id != null
      ? [{ user: member.user_id, from: start_time, to: end_time }]
      : [],
  ),
  names: Object.fromEntries(
    (schedule.users ?? []).flatMap(({ id, summary }) => (summary == null ? [] : [[id, summary]])),
  ),
});

import { type Result, ok, refuse } from '../../../base/result.ts';
import type { AccountClient, PdSpan } from '../account-client.ts';
import type { LayerSchedule, PdOverride, PdPolicy, PdService, PdUser, ShiftSchedule } from '../account-shapes.ts';
import type { OneTimeChanges } from './one-time-changes.ts';

/** All of an account that an import is made from, with PagerDuty's own rendering of the span. */
export interface Account {
  readonly users: readonly PdUser[];
  readonly policies: readonly PdPolicy[];
  readonly services: readonly PdService[];
  readonly layerSchedules: readonly { readonly schedule: LayerSchedule; readonly overrides: readonly PdOverride[] }[];
  readonly shiftSchedules: readonly (OneTimeChanges & { readonly schedule: ShiftSchedule })[];
}

/** Every schedule by its id, or those that are asked for. Refuses what PagerDuty refuses, and `import/unknown`. */
export async function readAccount(
  client: AccountClient,
  span: PdSpan,
  only: readonly string[] = [],
): Promise<Result<Account>> {
  const users = await client.users();
  if (!users.ok) return users;
  const policies = await client.policies();
  if (!policies.ok) return policies;
  const services = await client.services();
  if (!services.ok) return services;
  const layered = await client.layerSchedules();
  if (!layered.ok) return layered;
  const shiftBased = await client.shiftSchedules();
  // An account without shift-based schedules may not have the endpoint, either.
  if (!shiftBased.ok && !['pagerduty/not-found', 'pagerduty/plan'].includes(shiftBased.refusal.code)) return shiftBased;
  const shifts = shiftBased.ok ? shiftBased.value : [];
  const shiftIds = new Set(shifts.map(({ id }) => id));
  const wanted = (id: string): boolean => only.length === 0 || only.includes(id);
  const unknown = only.find((id) => !shiftIds.has(id) && !layered.value.some((each) => each.id === id));
  if (unknown !== undefined) return refuse('import/unknown', `PagerDuty has no schedule ${unknown}.`);

  const layerSchedules: { schedule: LayerSchedule; overrides: readonly PdOverride[] }[] = [];
  for (const { id } of layered.value) {
    if (!wanted(id) || shiftIds.has(id)) continue;
    const schedule = await client.layerSchedule(id, span);
    if (!schedule.ok) return schedule;
    const overrides = await client.layerOverrides(id, span);
    if (!overrides.ok) return overrides;
    layerSchedules.push({ schedule: schedule.value, overrides: overrides.value });
  }
  const shiftSchedules: Account['shiftSchedules'][number][] = [];
  for (const { id } of shifts) {
    if (!wanted(id)) continue;
    const schedule = await client.shiftSchedule(id, span);
    if (!schedule.ok) return schedule;
    const customShifts = await client.customShifts(id, span);
    if (!customShifts.ok) return customShifts;
    const overrides = await client.shiftOverrides(id, span);
    if (!overrides.ok) return overrides;
    shiftSchedules.push({ schedule: schedule.value, customShifts: customShifts.value, overrides: overrides.value });
  }
  return ok({
    users: users.value,
    policies: policies.value,
    services: services.value,
    layerSchedules,
    shiftSchedules,
  });
}

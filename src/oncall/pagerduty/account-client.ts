import { z } from 'zod';
import type { Result } from '../../base/result.ts';
import { callPagerDuty, listPagerDuty } from './call.ts';
import {
  type LayerSchedule,
  type PdCustomShift,
  type PdOverride,
  type PdPolicy,
  type PdService,
  type PdShiftOverride,
  type PdUser,
  type ShiftSchedule,
  customShiftSchema,
  layerScheduleSchema,
  overrideSchema,
  policySchema,
  serviceSchema,
  shiftOverrideSchema,
  shiftScheduleSchema,
  userSchema,
} from './account-shapes.ts';
import type { PagerDutyConnection, PagerDutyRequest } from './request.ts';

export interface PdSpan {
  readonly from: number;
  readonly to: number;
}

export type AccountClient = ReturnType<typeof createAccountClient>;

/**
 * What an account has: people, schedules of both kinds, policies, services. Reads only. Refuses `pagerduty/…` with a
 * sentence and never throws; spans are instants in UTC milliseconds.
 */
export function createAccountClient(connection: PagerDutyConnection) {
  const call = <T>(request: PagerDutyRequest, schema: z.ZodType<T>) => callPagerDuty(connection, request, schema);

  const list = <T>(path: string, key: string, item: z.ZodType<T>, query?: PagerDutyRequest['query']) =>
    listPagerDuty(connection, path, key, item, query);
  const within = ({ from, to }: PdSpan) => ({ since: new Date(from).toISOString(), until: new Date(to).toISOString() });

  return {
    users: (): Promise<Result<readonly PdUser[]>> => list('/users', 'users', userSchema),
    policies: (): Promise<Result<readonly PdPolicy[]>> =>
      list('/escalation_policies', 'escalation_policies', policySchema, {
        'include[]': ['escalation_rule_assignment_strategies'],
      }),
    services: (): Promise<Result<readonly PdService[]>> => list('/services', 'services', serviceSchema),
    /** Ids and names alone. */
    layerSchedules: () => list('/schedules', 'schedules', z.object({ id: z.string(), name: z.string() })),
    shiftSchedules: () =>
      list(
        '/v3/schedules',
        'schedules',
        z.object({ id: z.string(), summary: z.string() }).transform(({ id, summary }) => ({ id, name: summary })),
      ),

    /** With its layers, the highest first, and the final schedule of the span. */
    layerSchedule: (id: string, span: PdSpan): Promise<Result<LayerSchedule>> =>
      call(
        { method: 'GET', path: `/schedules/${encodeURIComponent(id)}`, query: within(span) },
        z.object({ schedule: layerScheduleSchema }).transform((body) => body.schedule),
      ),
    layerOverrides: (id: string, span: PdSpan): Promise<Result<readonly PdOverride[]>> =>
      call(
        { method: 'GET', path: `/schedules/${encodeURIComponent(id)}/overrides`, query: within(span) },
        z.object({ overrides: z.array(overrideSchema) }).transform((body) => body.overrides),
      ),
    /** With its rotations and the final schedule of the span, in which several people may be on call at once. */
    shiftSchedule: (id: string, span: PdSpan): Promise<Result<ShiftSchedule>> =>
      call(
        {
          method: 'GET',
          path: `/v3/schedules/${encodeURIComponent(id)}`,
          query: { ...within(span), 'include[]': ['final_schedule'] },
        },
        z.object({ schedule: shiftScheduleSchema }).transform((body) => body.schedule),
      ),
    /** Somebody in somebody's place, once. */
    shiftOverrides: (id: string, span: PdSpan): Promise<Result<readonly PdShiftOverride[]>> =>
      list(`/v3/schedules/${encodeURIComponent(id)}/overrides`, 'overrides', shiftOverrideSchema, within(span)),
    /** Shifts beside the rotations, once. */
    customShifts: (id: string, span: PdSpan): Promise<Result<readonly PdCustomShift[]>> =>
      list(`/v3/schedules/${encodeURIComponent(id)}/custom_shifts`, 'custom_shifts', customShiftSchema, within(span)),
  };
}

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
import { type PagerDutyTarget, at } from './operations.ts';
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

  const list = <T>(target: PagerDutyTarget, key: string, item: z.ZodType<T>, query?: PagerDutyRequest['query']) =>
    listPagerDuty(connection, target, key, item, query);
  const within = ({ from, to }: PdSpan) => ({ since: new Date(from).toISOString(), until: new Date(to).toISOString() });

  return {
    users: (): Promise<Result<readonly PdUser[]>> => list(at('GET /users'), 'users', userSchema),
    policies: (): Promise<Result<readonly PdPolicy[]>> =>
      list(at('GET /escalation_policies'), 'escalation_policies', policySchema, {
        'include[]': ['escalation_rule_assignment_strategies'],
      }),
    services: (): Promise<Result<readonly PdService[]>> => list(at('GET /services'), 'services', serviceSchema),
    /** Ids and names alone. */
    layerSchedules: () => list(at('GET /schedules'), 'schedules', z.object({ id: z.string(), name: z.string() })),
    shiftSchedules: () =>
      list(
        at('GET /v3/schedules'),
        'schedules',
        z.object({ id: z.string(), summary: z.string() }).transform(({ id, summary }) => ({ id, name: summary })),
      ),

    /** With its layers, the highest first, and the final schedule of the span. */
    layerSchedule: (id: string, span: PdSpan): Promise<Result<LayerSchedule>> =>
      call(
        { ...at('GET /schedules/{id}', id), query: within(span) },
        z.object({ schedule: layerScheduleSchema }).transform((body) => body.schedule),
      ),
    layerOverrides: (id: string, span: PdSpan): Promise<Result<readonly PdOverride[]>> =>
      call(
        { ...at('GET /schedules/{id}/overrides', id), query: within(span) },
        z.object({ overrides: z.array(overrideSchema) }).transform((body) => body.overrides),
      ),
    /** With its rotations and the final schedule of the span, in which several people may be on call at once. */
    shiftSchedule: (id: string, span: PdSpan): Promise<Result<ShiftSchedule>> =>
      call(
        {
          ...at('GET /v3/schedules/{id}', id),
          query: { ...within(span), 'include[]': ['final_schedule'] },
        },
        z.object({ schedule: shiftScheduleSchema }).transform((body) => body.schedule),
      ),
    /** Somebody in somebody's place, once. */
    shiftOverrides: (id: string, span: PdSpan): Promise<Result<readonly PdShiftOverride[]>> =>
      list(at('GET /v3/schedules/{id}/overrides', id), 'overrides', shiftOverrideSchema, within(span)),
    /** Shifts beside the rotations, once. */
    customShifts: (id: string, span: PdSpan): Promise<Result<readonly PdCustomShift[]>> =>
      list(at('GET /v3/schedules/{id}/custom_shifts', id), 'custom_shifts', customShiftSchema, within(span)),
  };
}

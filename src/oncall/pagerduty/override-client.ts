import { z } from 'zod';
import { type Result, ok, refuse } from '../../base/result.ts';
import { callPagerDuty } from './call.ts';
import { at } from './operations.ts';
import type { PagerDutyConnection } from './request.ts';

export interface PagerDutyOverride {
  readonly from: number;
  readonly to: number;
  /** PagerDuty’s id of who is on call. */
  readonly user: string;
  /** Whom they stand in for; undefined: everybody. Only shift-based schedules know of it. */
  readonly instead: string | undefined;
}

const iso = (at: number): string => new Date(at).toISOString().replace('.000', '');
const same = (a: string, b: number): boolean => Date.parse(a) === b;

const memberSchema = z.object({ type: z.string(), user_id: z.string().nullish() });
const assignmentSchema = z.object({
  start_time: z.string(),
  end_time: z.string(),
  member: memberSchema,
  source: z.object({ rotation_id: z.string().nullish() }).nullish(),
});
const madeSchema = z.object({
  overrides: z.array(
    z.object({ id: z.string(), start_time: z.string(), end_time: z.string(), overriding_member: memberSchema }),
  ),
});

/** Overrides in both kinds of PagerDuty’s schedules. Refuses `pagerduty/…`. */
export function createOverrideClient(connection: PagerDutyConnection) {
  const writeLayered = async (schedule: string, { from, to, user }: PagerDutyOverride): Promise<Result<string>> => {
    const results = await callPagerDuty(
      connection,
      {
        ...at('POST /schedules/{id}/overrides', schedule),
        body: { overrides: [{ start: iso(from), end: iso(to), user: { id: user, type: 'user_reference' } }] },
      },
      z.array(
        z.object({
          status: z.number(),
          errors: z.array(z.string()).nullish(),
          override: z.object({ id: z.string().nullish() }).nullish(),
        }),
      ),
    );
    if (!results.ok) return results;
    const [made] = results.value;
    return made && made.status < 300 && made.override?.id != null
      ? ok(made.override.id)
      : refuse('pagerduty/override', `PagerDuty refused it: ${made?.errors?.join('; ') ?? 'no reason given'}.`);
  };

  /** One for each rotation that has a shift then: an override there stands in for one person in one rotation. */
  const writeShifts = async (schedule: string, wanted: PagerDutyOverride): Promise<Result<readonly string[]>> => {
    const { from, to, user, instead } = wanted;
    const query = { since: iso(from), until: iso(to), 'include[]': ['final_schedule'] };
    const found = await callPagerDuty(
      connection,
      { ...at('GET /v3/schedules/{id}', schedule), query },
      z.object({
        schedule: z.object({
          final_schedule: z.object({ computed_shift_assignments: z.array(assignmentSchema) }).nullish(),
        }),
      }),
    );
    if (!found.ok) return found;
    const overrides = (found.value.schedule.final_schedule?.computed_shift_assignments ?? []).flatMap(
      ({ start_time, end_time, member, source }) => {
        const rotation = source?.rotation_id;
        const begins = Math.max(from, Date.parse(start_time));
        const ends = Math.min(to, Date.parse(end_time));
        if (rotation == null || begins >= ends || member.user_id === user) return [];
        if (instead !== undefined && member.user_id !== instead) return [];
        return [
          {
            type: 'override_shift',
            rotation_id: rotation,
            start_time: iso(begins),
            end_time: iso(ends),
            overridden_member: { type: member.type, ...(member.user_id != null && { user_id: member.user_id }) },
            overriding_member: { type: 'user_member', user_id: user },
          },
        ];
      },
    );
    if (overrides.length === 0) {
      return refuse('pagerduty/override', 'There is no shift then that could be overridden in PagerDuty.');
    }
    const made = await callPagerDuty(
      connection,
      { ...at('POST /v3/schedules/{id}/overrides', schedule), body: { overrides } },
      madeSchema,
    );
    return made.ok ? ok(made.value.overrides.map(({ id }) => id)) : made;
  };

  return {
    /** Ids of what it made. A layer schedule is tried first; a shift-based one is not found there. */
    async write(schedule: string, wanted: PagerDutyOverride): Promise<Result<readonly string[]>> {
      const made = await writeLayered(schedule, wanted);
      if (made.ok) return ok([made.value]);
      return made.refusal.code === 'pagerduty/not-found' ? writeShifts(schedule, wanted) : made;
    },

    /** Of an attempt whose answer was lost; empty when there is none. */
    async find(schedule: string, { from, to, user }: PagerDutyOverride): Promise<Result<readonly string[]>> {
      const query = { since: iso(from), until: iso(to) };
      const found = await callPagerDuty(
        connection,
        { ...at('GET /schedules/{id}/overrides', schedule), query },
        z.object({
          overrides: z.array(
            z.object({ id: z.string(), start: z.string(), end: z.string(), user: z.object({ id: z.string() }) }),
          ),
        }),
      );
      if (found.ok) {
        const mine = found.value.overrides.filter(
          (each) => each.user.id === user && same(each.start, from) && same(each.end, to),
        );
        return ok(mine.map(({ id }) => id));
      }
      if (found.refusal.code !== 'pagerduty/not-found') return found;
      const there = await callPagerDuty(
        connection,
        { ...at('GET /v3/schedules/{id}/overrides', schedule), query },
        madeSchema,
      );
      if (!there.ok) return there;
      return ok(
        there.value.overrides
          .filter((each) => each.overriding_member.user_id === user && Date.parse(each.start_time) >= from)
          .map(({ id }) => id),
      );
    },

    /** What runs is cut, what is to come goes; what is not there any more is gone. */
    async remove(schedule: string, id: string): Promise<Result<null>> {
      for (const target of [
        at('DELETE /schedules/{id}/overrides/{override_id}', schedule, id),
        at('DELETE /v3/schedules/{id}/overrides/{override_id}', schedule, id),
      ]) {
        const removed = await callPagerDuty(connection, target, z.unknown());
        if (removed.ok) return ok(null);
        if (removed.refusal.code !== 'pagerduty/not-found') return removed;
      }
      return ok(null);
    },
  };
}
export type OverrideClient = ReturnType<typeof createOverrideClient>;

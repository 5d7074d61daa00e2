import { z } from 'zod';
import { iso } from './answers.ts';
import { type Route, type Routing, answered, failed, notFound, paged } from './routes.ts';
import type { PdOverride, PdShiftSchedule } from './state.ts';

const layeredBody = z.object({
  overrides: z.array(z.object({ start: z.string(), end: z.string(), user: z.object({ id: z.string() }) })),
});
const member = z.object({ type: z.enum(['user_member', 'empty_member']), user_id: z.string().optional() });
const shiftBody = z.object({
  overrides: z.array(
    z.object({
      rotation_id: z.string().optional(),
      custom_shift_id: z.string().optional(),
      start_time: z.string(),
      end_time: z.string(),
      overridden_member: member,
      overriding_member: member,
    }),
  ),
});

/** Overrides of layer schedules (a result an item; the past is refused, what runs is cut) and of shift-based ones. */
export function overrideRoutes(routing: Routing): readonly Route[] {
  const { state, answers, now, newId } = routing;
  const shown = ({ id, start, end, user }: PdOverride) => ({ id, start, end, user: answers.user(user) });
  const shiftShown = (override: PdShiftSchedule['overrides'][number]) => ({ type: 'override_shift', ...override });

  return [
    [
      'POST',
      /^\/schedules\/([^/]+)\/overrides$/,
      (asked, id) => {
        const schedule = state.schedules.find((each) => each.id === id);
        if (!schedule) return notFound();
        const results = layeredBody.parse(asked.body).overrides.map(({ start, end, user }) => {
          const errors = [
            ...(Date.parse(end) <= Date.parse(start) ? ['Override must end after its start'] : []),
            ...(Date.parse(end) <= now() ? ['Override must end in the future'] : []),
            ...(state.users.some((each) => each.id === user.id) ? [] : ['User not found']),
          ];
          const override = { id: newId('Q'), start, end, user: user.id };
          if (errors.length > 0) return { status: 400, errors, override: { start, end, user: answers.user(user.id) } };
          schedule.overrides.push(override);
          return { status: 201, override: shown(override) };
        });
        return answered(results, 201);
      },
    ],
    [
      'GET',
      /^\/schedules\/([^/]+)\/overrides$/,
      (asked, id) => {
        const schedule = state.schedules.find((each) => each.id === id);
        const [since, until] = [asked.query.get('since'), asked.query.get('until')];
        if (!schedule) return notFound();
        if (since === null || until === null)
          return failed(400, 2001, 'Invalid Input Provided', ['since and until are required']);
        const within = schedule.overrides.filter(
          ({ start, end }) => Date.parse(start) < Date.parse(until) && Date.parse(end) > Date.parse(since),
        );
        // The document says 201 of this list, so 201 it is; a client goes by success alone.
        return answered({ overrides: within.map(shown) }, 201);
      },
    ],
    [
      'DELETE',
      /^\/schedules\/([^/]+)\/overrides\/([^/]+)$/,
      (_, id, overrideId) => {
        const schedule = state.schedules.find((each) => each.id === id);
        const at = schedule?.overrides.findIndex((each) => each.id === overrideId) ?? -1;
        const override = schedule?.overrides[at];
        if (!schedule || !override) return notFound();
        if (Date.parse(override.end) <= now()) return failed(400, 2001, 'Override is in the past');
        if (Date.parse(override.start) < now()) {
          override.end = iso(now());
          return { status: 200, body: undefined };
        }
        schedule.overrides.splice(at, 1);
        return { status: 204, body: undefined };
      },
    ],
    [
      'GET',
      /^\/v3\/schedules\/([^/]+)\/overrides$/,
      (asked, id) => {
        const schedule = state.shiftSchedules.find((each) => each.id === id);
        return schedule ? paged(asked, 'overrides', schedule.overrides.map(shiftShown)) : notFound();
      },
    ],
    [
      'GET',
      /^\/v3\/schedules\/([^/]+)\/custom_shifts$/,
      (asked, id) => {
        const schedule = state.shiftSchedules.find((each) => each.id === id);
        const shown_ = (schedule?.customShifts ?? []).map(({ member: assigned, ...shift }) => ({
          type: 'custom_shift',
          ...shift,
          assignments: [{ id: `${shift.id}-A`, type: 'shift_assignment', member: assigned }],
        }));
        return schedule ? paged(asked, 'custom_shifts', shown_) : notFound();
      },
    ],
    [
      'POST',
      /^\/v3\/schedules\/([^/]+)\/overrides$/,
      (asked, id) => {
        const schedule = state.shiftSchedules.find((each) => each.id === id);
        if (!schedule) return notFound();
        const made = shiftBody
          .parse(asked.body)
          .overrides.map(({ rotation_id, custom_shift_id, overridden_member, overriding_member, ...each }) => ({
            id: newId('OV'),
            ...each,
            ...(rotation_id !== undefined && { rotation_id }),
            ...(custom_shift_id !== undefined && { custom_shift_id }),
            overridden_member: memberOf(overridden_member),
            overriding_member: memberOf(overriding_member),
          }));
        const wrong = made.find((each) => (each.rotation_id === undefined) === (each.custom_shift_id === undefined));
        if (wrong) return failed(400, 2001, 'Either rotation_id or custom_shift_id');
        schedule.overrides.push(...made);
        return answered({ overrides: made.map(shiftShown) }, 201);
      },
    ],
    [
      'DELETE',
      /^\/v3\/schedules\/([^/]+)\/overrides\/([^/]+)$/,
      (_, id, overrideId) => {
        const schedule = state.shiftSchedules.find((each) => each.id === id);
        const at = schedule?.overrides.findIndex((each) => each.id === overrideId) ?? -1;
        if (!schedule || at < 0) return notFound();
        schedule.overrides.splice(at, 1);
        return { status: 204, body: undefined };
      },
    ],
  ];
}

const memberOf = ({ type, user_id }: z.infer<typeof member>) => ({ type, ...(user_id !== undefined && { user_id }) });

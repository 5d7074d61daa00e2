import { iso, reference } from './answers.ts';
import { renderSchedule } from './rendering.ts';
import type { Routing } from './routes.ts';

export interface PdOnCall {
  readonly escalation_policy: PdReference;
  readonly escalation_level: number;
  readonly user: PdReference;
  readonly schedule: { readonly id: string; readonly type: string; readonly summary: string } | null;
  readonly start: string | null;
  readonly end: string | null;
}
type PdReference = ReturnType<typeof reference>;

const AHEAD_MS = 90 * 86_400_000;

/** Who is on call for each level of each policy in the span; a person who is a target always has no start and end. */
export function onCallsOf(
  { state, answers }: Routing,
  query: URLSearchParams,
  span: { from: number; to: number },
): readonly PdOnCall[] {
  const wanted = (name: string, id: string): boolean => {
    const ids = query.getAll(name);
    return ids.length === 0 || ids.includes(id);
  };
  const found = state.policies
    .filter(({ id }) => wanted('escalation_policy_ids[]', id))
    .flatMap((policy) =>
      policy.rules.flatMap(({ targets }, n) =>
        targets.flatMap((target): PdOnCall[] => {
          const common = { escalation_policy: answers.policy(policy.id), escalation_level: n + 1 };
          if (target.type === 'user_reference') {
            const always = { ...common, user: answers.user(target.id), schedule: null, start: null, end: null };
            return query.has('schedule_ids[]') ? [] : [always];
          }
          if (!wanted('schedule_ids[]', target.id)) return [];
          const layered = state.schedules.find(({ id }) => id === target.id);
          const shifts = state.shiftSchedules.find(({ id }) => id === target.id);
          const wide = { from: span.from - AHEAD_MS, to: span.to + AHEAD_MS };
          const rendered = layered
            ? renderSchedule(layered, wide.from, wide.to)
            : shifts
              ? answers
                  .finalShifts(shifts, wide.from, wide.to)
                  .flatMap(({ from, to, member }) =>
                    member.user_id === undefined ? [] : [{ user: member.user_id, from, to }],
                  )
              : [];
          const name = layered?.name ?? shifts?.name ?? '';
          return rendered
            .filter((part) => part.from < span.to && part.to > span.from)
            .map((part) => ({
              ...common,
              user: answers.user(part.user),
              schedule: layered
                ? reference(target.id, 'schedule_reference', name, 'schedules')
                : { id: target.id, type: 'schedule_v3_reference', summary: name },
              start: iso(part.from),
              end: iso(part.to),
            }));
        }),
      ),
    )
    .filter(({ user }) => wanted('user_ids[]', user.id));
  if (query.get('earliest') !== 'true') return found;
  const seen = new Set<string>();
  return found.filter(({ user, escalation_level, escalation_policy }) => {
    const key = `${user.id} ${escalation_level} ${escalation_policy.id}`;
    return !seen.has(key) && seen.add(key);
  });
}

import type { Instant } from '../base/clock.ts';
import type { OnCall } from '../oncall/oncall.ts';
import { flatten, route } from '../oncall/paging/routing.ts';

/** Whom a policy pages first at that instant: opaque ids, nobody twice. Undefined when there is no such policy. */
export async function firstPagedBy(
  oncall: Pick<OnCall, 'roster' | 'pages'>,
  policyKey: string | undefined,
  at: Instant,
): Promise<{ readonly policy: string; readonly people: readonly string[] } | undefined> {
  if (policyKey === undefined) return undefined;
  const { routing } = await oncall.roster();
  const policy = routing.policy(policyKey);
  if (!policy) return undefined;
  const [first] = flatten(policy.steps, routing);
  const { people } = route(first?.page ?? [], routing, at, await oncall.pages.nextTurn(policyKey));
  return { policy: policyKey, people: people.map(({ id }) => id) };
}

import { refuse } from '../../base/result.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { incidentEffects } from '../effects.ts';
import { roleAssigned } from '../entries/role-assigned.ts';
import { roleLeft } from '../entries/role-left.ts';
import type { IncidentState } from '../state.ts';
import { nagTimer } from '../timers.ts';
import { unlessOpen } from './guards.ts';
import { type Decided, record } from './recorded.ts';

/** Roles that several people hold at once; every other role has one holder, and a second one takes it over. */
export const SHARED_ROLES: ReadonlySet<string> = new Set(['expert']);

export function decideAssignRole(
  state: IncidentState,
  input: { readonly role: string; readonly roleName: string; readonly person: string },
  context: DecideContext,
): Decided {
  const refusal = unlessOpen(state, 'change its roles');
  if (refusal) return refusal;
  const { role, roleName, person } = input;
  const holders = state.roles.filter((holder) => holder.role === role);
  if (holders.some((holder) => holder.person === person)) {
    return refuse('role/same', `They hold the role ${roleName} already.`);
  }
  const from = SHARED_ROLES.has(role) ? null : (holders[0]?.person ?? null);
  return record(roleAssigned({ role, roleName, person, from }, { subject: { kind: 'person', id: person } }), context, [
    ...(role === 'commander' ? [incidentEffects.keepPages(state.stream)] : []),
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
    // Who is there already is not called in once more.
    ...(state.channelId && !state.responders.includes(person)
      ? incidentEffects.addMembers(state, state.channelId, [person])
      : []),
  ]);
}

export function decideLeaveRole(
  state: IncidentState,
  input: { readonly role: string; readonly roleName: string; readonly person: string },
  context: DecideContext,
): Decided {
  const refusal = unlessOpen(state, 'change its roles');
  if (refusal) return refusal;
  const { role, roleName, person } = input;
  if (!state.roles.some((holder) => holder.role === role && holder.person === person)) {
    return refuse('role/not-held', `They do not hold the role ${roleName} in incident ${state.number}.`);
  }
  const roles = state.roles.filter((holder) => holder.role !== role || holder.person !== person);
  return record(roleLeft({ role, roleName, person }, { subject: { kind: 'person', id: person } }), context, [
    ...nagTimer(state, { ...state, roles }, context.now),
    incidentEffects.card(state.stream),
    incidentEffects.announcement(state.stream),
  ]);
}

import type { Instant } from '../base/clock.ts';
import type { Service } from '../catalog/services.ts';
import type { ServiceChange } from './outside.ts';
import type { Diagnosing, IncidentParts } from './parts.ts';
import type { IncidentState } from './state.ts';
import { deletionDueAt, deletionKey, NOTICE_MS } from './timers.ts';
import { ACTIVE_STATUSES } from './vocabulary.ts';

/** A service as the card shows it: who owns it, where to look, and whether there is something to run. */
export type AffectedService = Pick<Service, 'key' | 'name' | 'owner' | 'runbook' | 'dashboards'> & {
  readonly diagnosable: boolean;
};

/** What stands around an incident beyond its own record. */
export interface Surroundings {
  readonly services: readonly AffectedService[];
  /** Latest first, from two hours before the declaration on; of ended incidents none are looked for. */
  readonly changes: readonly ServiceChange[];
  /** What runs at this moment because the incident was declared. */
  readonly diagnosing: readonly Diagnosing[];
  /** When the channel of a closed one is deleted; null when it stays. */
  readonly deletedAt: Instant | null;
}

export const NOTHING_AROUND: Surroundings = { services: [], changes: [], diagnosing: [], deletedAt: null };

/** How long before the declaration a change is worth a look. */
export const CHANGES_BEFORE_MS = 2 * 3_600_000;
const MOST_SHOWN = 5;

export async function surroundingsOf(
  parts: Pick<IncidentParts, 'services' | 'presetsOf' | 'changesOf' | 'diagnosing' | 'store' | 'config'>,
  state: IncidentState,
): Promise<Surroundings> {
  const known = parts.services();
  const services = state.services.map((key) => ({
    ...(known.byKey(key) ?? { key }),
    diagnosable: parts.presetsOf(key).length > 0,
  }));
  const changes = ACTIVE_STATUSES.has(state.status)
    ? await Promise.all(state.services.map((key) => parts.changesOf(key, state.declaredAt - CHANGES_BEFORE_MS)))
    : [];
  return {
    services,
    diagnosing: [...parts.diagnosing.values()].filter(({ stream }) => stream === state.stream),
    changes: changes
      .flat()
      .sort((one, other) => other.at - one.at)
      .slice(0, MOST_SHOWN),
    deletedAt: await plannedDeletion(parts, state),
  };
}

/** By the timers: where muster.yaml was changed late, people are told first. */
async function plannedDeletion(
  parts: Pick<IncidentParts, 'store' | 'config'>,
  state: IncidentState,
): Promise<Instant | null> {
  const dueAt = deletionDueAt(state, parts.config());
  if (dueAt === null) return null;
  const timerAt = async (step: 'near' | 'due'): Promise<Instant> => {
    const key = deletionKey(step, state.stream);
    return (await parts.store.effects({ key, state: 'pending', limit: 1 }))[0]?.dueAt ?? 0;
  };
  return Math.max(dueAt, (await timerAt('near')) + NOTICE_MS, await timerAt('due'));
}

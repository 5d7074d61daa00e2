import { ok } from '../base/result.ts';
import type { Effect, EffectState } from '../timeline/effect.ts';
import { incidentEffects } from './effects.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import { ROOT } from './root-viewer.ts';
import { channelDeletion } from './timers.ts';

/** More channels than a server can have. */
const MOST = 1000;
/** Behind the telling nothing has to be armed: each step asks for the next, and sees for itself whether muster.yaml still wants it. */
const UNDER_WAY = ['incident.deletion-told', 'incident.deletion-due', 'channel.delete'];
const UNDONE: readonly EffectState[] = ['pending', 'running', 'parked'];

type Parts = Pick<IncidentParts, 'timeline' | 'store' | 'config' | 'lookup' | 'clock' | 'newId'>;

/**
 * At a start, and when muster.yaml was read again: closed incidents whose channels are to be deleted since then, or at another
 * time, get their timers. Their channels are told first, and stay for a day from then.
 */
export async function armDeletions(parts: Parts): Promise<void> {
  if (parts.config().deleteChannelsAfterDays === 0) return;
  const undone = async (kind: string): Promise<readonly Effect[]> =>
    (await Promise.all(UNDONE.map((state) => parts.store.effects({ kind, state, limit: MOST })))).flat();
  const underWay = new Set((await Promise.all(UNDER_WAY.map(undone))).flat().map(({ stream }) => stream));
  const armedFor = new Map((await undone('incident.deletion-near')).map(({ stream, dueAt }) => [stream, dueAt]));
  for (const { stream, channelId } of await parts.lookup.all(ROOT, 'ended')) {
    if (channelId === null || underWay.has(stream)) continue;
    const id = parts.newId();
    const cause = {
      causeId: `deletion:${id}`,
      actor: { kind: 'muster' as const, id: 'muster' },
      source: { kind: 'timer' as const, correlationId: id },
    };
    const now = parts.clock.now();
    const [near] = channelDeletion(await parts.timeline.state(stream, incidentFold), parts.config(), now);
    const armed = armedFor.get(stream);
    if (!near || (armed !== undefined && Math.max(armed, now) === near.dueAt)) continue;
    await parts.timeline.change(stream, incidentFold, cause, (state) => {
      const timers = channelDeletion(state, parts.config(), now);
      return ok({
        entries: [],
        effects: timers.length === 0 ? [] : [...timers, incidentEffects.card(stream)],
        answer: null,
      });
    });
  }
}

import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { messageOf, refuse } from '../base/result.ts';
import type { Incidents } from '../incidents/incidents.ts';

/**
 * At a start, and when muster.yaml was read again: asks for the pinned message from which incidents are declared, and has
 * deletions of channels follow the number of days. On a disk that is full that is tried again at the next start: nothing
 * else may wait for it.
 */
export const createFollowIncidentsConfig =
  (parts: {
    readonly incidents: Pick<Incidents, 'standingMessage' | 'armDeletions'>;
    readonly clock: Clock;
    readonly log: Log;
  }) =>
  async (): Promise<void> => {
    const { incidents, clock, log } = parts;
    const kept = await incidents.standingMessage
      .refresh(clock.now())
      .catch((error: unknown) => refuse('standing-message/failed', messageOf(error)));
    if (!kept.ok)
      log.error({ reason: kept.refusal.message }, 'the message to declare incidents from was not asked for');
    await incidents.armDeletions().catch((error: unknown) => {
      log.error({ err: error }, 'deletions of closed incidents’ channels do not follow muster.yaml');
    });
  };

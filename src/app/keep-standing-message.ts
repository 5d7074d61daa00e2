import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { messageOf, refuse } from '../base/result.ts';
import type { Incidents } from '../incidents/incidents.ts';

/**
 * Asks for the pinned message from which incidents are declared. On a disk that is full it is asked for again at the next
 * start: nothing else may wait for that.
 */
export const createKeepStandingMessage =
  (parts: { readonly incidents: Pick<Incidents, 'standingMessage'>; readonly clock: Clock; readonly log: Log }) =>
  async (): Promise<void> => {
    const kept = await parts.incidents.standingMessage
      .refresh(parts.clock.now())
      .catch((error: unknown) => refuse('standing-message/failed', messageOf(error)));
    if (!kept.ok)
      parts.log.error({ reason: kept.refusal.message }, 'the message to declare incidents from was not asked for');
  };

import { announcementCard, statusCard, type Trouble } from './card.ts';
import type { PlainMessage } from './effects.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import { surroundingsOf } from './surroundings.ts';

/** A message that is kept current: where it stands, and what it shows now. */
export interface Board {
  /** A channel's id; of an announcement that was not posted yet perhaps its name. */
  readonly channel: string;
  /** The message to edit; null when there is none yet. */
  readonly messageId: string | null;
  readonly message: PlainMessage;
  readonly pin: boolean;
  /** Where it is posted anew when somebody deleted that channel. */
  readonly otherwise?: string;
}

/** The messages that follow an incident's state, drawn when they are about to be sent. */
export function createBoards(parts: IncidentParts) {
  const troublesOf = async (stream: string): Promise<readonly Trouble[]> => {
    const parked = await parts.store.effects({ state: 'parked', stream, limit: 5 });
    return parked.map((effect) => ({
      effectId: effect.id,
      what: parts.effectWords(effect.kind),
      reason: effect.lastError ?? 'unknown',
    }));
  };

  return {
    /** Undefined as long as there is no channel to pin it in. */
    async card(stream: string): Promise<Board | undefined> {
      const state = await parts.timeline.state(stream, incidentFold);
      if (state.channelId === null) return undefined;
      const around = await surroundingsOf(parts, state);
      const message = statusCard(state, parts.config(), around, await troublesOf(stream));
      return { channel: state.channelId, messageId: state.cardId, message, pin: true };
    },

    async announcement(stream: string): Promise<Board> {
      const state = await parts.timeline.state(stream, incidentFold);
      return {
        channel: state.announcement?.channelId ?? parts.config().announcements,
        messageId: state.announcement?.messageId ?? null,
        message: announcementCard(state, parts.config()),
        pin: false,
        otherwise: parts.config().announcements,
      };
    },
  };
}

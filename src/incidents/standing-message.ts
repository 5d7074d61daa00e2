import type { Instant } from '../base/clock.ts';
import { rich, strong } from '../base/rich-text.ts';
import { type Result, ok } from '../base/result.ts';
import type { Cause } from '../timeline/cause.ts';
import type { Effect, EffectDraft } from '../timeline/effect.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import type { Fold } from '../timeline/fold.ts';
import { retryEffect } from '../timeline/retry-effect.ts';
import type { Board } from './boards.ts';
import type { PlainMessage } from './effects.ts';
import { standingMessagePosted } from './entries/standing-message-posted.ts';
import type { IncidentParts } from './parts.ts';

const KIND = 'standing-message.refresh';

/** So often within that time a deleted one comes again at once: an auto-moderator that deletes it each time would never end. */
const MOST_AT_ONCE = 3;
const PAUSE_MS = 600_000;

/** Which message it is; null before there is one. */
export const standingMessageFold: Fold<{ readonly messageId: string | null }> = {
  name: 'standing-message',
  version: 1,
  initial: { messageId: null },
  evolve(state, entry) {
    if (entry.kind !== standingMessagePosted.kind) return state;
    const posted = standingMessagePosted.schema.safeParse(entry.data).data;
    return posted ? { messageId: posted.message } : state;
  },
};

const REFRESH: EffectDraft = {
  kind: KIND,
  lane: KIND,
  key: KIND,
  stream: ORGANISATION,
  payload: {},
};

/**
 * The pinned message in the channel of announcements from which incidents are declared: before the first one there is no
 * announcement with a button, and who has never declared one knows no command. It is made once, found again after a
 * restart, brought up to date, and made anew when it was deleted.
 */
export function createStandingMessage(parts: Pick<IncidentParts, 'timeline' | 'store' | 'config' | 'clock'>) {
  let current: string | null = null;
  const learn = async (): Promise<void> => {
    current = (await parts.timeline.state(ORGANISATION, standingMessageFold)).messageId;
  };
  parts.timeline.onCommitted((entries) => {
    for (const entry of entries) current = standingMessageFold.evolve({ messageId: current }, entry).messageId;
  });

  /** When each of the last ones was deleted, by its id: one deletion may be told twice. */
  const deletions = new Map<string, Instant>();
  const dueAfter = (messageId: string): Instant => {
    const now = parts.clock.now();
    for (const [id, at] of deletions) if (at <= now - PAUSE_MS) deletions.delete(id);
    deletions.set(messageId, now);
    return deletions.size > MOST_AT_ONCE ? now + PAUSE_MS : now;
  };

  const ask = async (causeId: string, dueAt = parts.clock.now()): Promise<Result<unknown>> => {
    if (!parts.config().standingMessage) return ok(null);
    const cause: Cause = { causeId, actor: { kind: 'muster', id: 'muster' }, source: { kind: 'timer' } };
    // One that could not be posted is not joined by a second: the first may stand there, without its pin.
    const [parked] = await parts.store.effects({ kind: KIND, state: 'parked', limit: 1 });
    if (parked) return retryEffect(parts, parked.id, cause);
    return parts.timeline.change(ORGANISATION, standingMessageFold, cause, () =>
      ok({ entries: [], effects: [{ ...REFRESH, dueAt }], answer: null }),
    );
  };

  return {
    /** At a start, and when muster.yaml was read again; `at` tells one such moment from another. */
    async refresh(at: number): Promise<Result<unknown>> {
      await learn();
      return ask(`${KIND}:${at}`);
    },
    /** Asked of every deleted message, so it answers at once. */
    is: (messageId: string): boolean => messageId === current,
    deleted: (messageId: string): Promise<Result<unknown>> => ask(`${KIND}:deleted:${messageId}`, dueAfter(messageId)),

    board: async (): Promise<Board | undefined> => {
      const { announcements, standingMessage } = parts.config();
      if (!standingMessage) return undefined;
      const { messageId } = await parts.timeline.state(ORGANISATION, standingMessageFold);
      return { channel: announcements, messageId, message: MESSAGE, pin: true };
    },
    posted: (effect: Effect, channelId: string, messageId: string): Promise<Result<unknown>> => {
      const cause: Cause = {
        causeId: `effect:${effect.id}`,
        actor: { kind: 'muster', id: 'muster' },
        source: { kind: 'effect', correlationId: effect.id },
        completes: effect.id,
      };
      return parts.timeline.change(ORGANISATION, standingMessageFold, cause, () =>
        ok({ entries: [standingMessagePosted({ channel: channelId, message: messageId })], answer: null }),
      );
    },
  };
}

const MESSAGE: PlainMessage = {
  tone: 'neutral',
  title: ['Is something wrong?'],
  blocks: [
    {
      type: 'text',
      text: rich`Press ${strong('Declare an incident')} and say what you see. It gets a number, a channel and a record at once, and is announced here.`,
    },
    { type: 'text', text: ['Not sure? Declare it. One that was none is cancelled with a word, and nobody minds.'] },
  ],
  buttons: [
    [
      { label: 'Declare an incident', emoji: '🚨', style: 'danger', action: 'incident.declare.ask' },
      { label: 'Open incidents', action: 'incident.list.ask' },
      { label: 'Page somebody', emoji: '📟', action: 'page.ask' },
    ],
  ],
};

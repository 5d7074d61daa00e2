import type { Instant } from '../base/clock.ts';
import { channel, instant, rich } from '../base/rich-text.ts';
import { ok } from '../base/result.ts';
import type { Cause } from '../timeline/cause.ts';
import type { EffectDraft } from '../timeline/effect.ts';
import { ORGANISATION } from '../timeline/entry.ts';
import type { PlainMessage } from './effects.ts';
import { incidentFold } from './fold.ts';
import type { IncidentParts } from './parts.ts';
import { incidentChannels } from './projections/incident-channels.ts';
import { registerFold } from './register.ts';

/** What `answer.late` takes: see the chat's adapter. */
export type LateAnswer = {
  readonly channel: string;
  readonly interaction: string;
  readonly message: PlainMessage;
};

/** Somebody did something, and its answer, which was not for the channel, did not reach them. */
export type MissedAnswer = {
  readonly person: string;
  readonly interaction: string;
  /** Where they did it; null in a direct message. */
  readonly channel: string | null;
  readonly at: Instant;
};

export interface LateAnswers {
  /** Has it posted in its channel, at once or at an instant. Resolves when that is on disk; rejects when the disk says no. */
  readonly answerLater: (answer: LateAnswer, dueAt?: Instant) => Promise<void>;
  /** Has its person told, alone, that it is recorded; nothing when nothing was. Resolves and rejects like `answerLater`. */
  readonly tellRecorded: (answer: MissedAnswer, dueAt?: Instant) => Promise<void>;
}

/** Answers that the chat did not take become effects, each once: docs/decisions/late-answers.md. */
export function createLateAnswers({ timeline, store }: Pick<IncidentParts, 'timeline' | 'store'>): LateAnswers {
  const ask = async (stream: string, interaction: string, effect: EffectDraft): Promise<void> => {
    const cause: Cause = {
      causeId: `late:${interaction}`,
      actor: { kind: 'muster', id: 'muster' },
      source: { kind: 'effect', correlationId: interaction },
    };
    const decide = () => ok({ entries: [], effects: [effect], answer: null });
    // Nothing is decided on: folds that are in memory anyhow.
    const committed =
      stream === ORGANISATION
        ? await timeline.change(stream, registerFold, cause, decide)
        : await timeline.change(stream, incidentFold, cause, decide);
    if (!committed.ok) throw new Error(committed.refusal.message);
  };

  return {
    async answerLater(answer, dueAt) {
      const place = await store.projected(incidentChannels, answer.channel);
      await ask(place?.stream ?? ORGANISATION, answer.interaction, {
        kind: 'answer.late',
        lane: null,
        payload: answer,
        ...(dueAt !== undefined && { dueAt }),
      });
    },
    async tellRecorded({ at, ...answer }, dueAt) {
      if ((await store.findCommit(answer.interaction)) === undefined) return;
      const payload = { ...answer, message: recorded(answer.channel, at) };
      await ask(ORGANISATION, answer.interaction, {
        kind: 'answer.missed',
        lane: null,
        payload,
        ...(dueAt !== undefined && { dueAt }),
      });
    },
  };
}

/** Says nothing of what it was: the answer was for this moment and this person, a direct message stays and lights up a phone. */
function recorded(channelId: string | null, at: Instant): PlainMessage {
  const where = channelId === null ? ['here'] : rich`in ${channel(channelId)}`;
  return {
    blocks: [
      {
        type: 'text',
        text: rich`What you did ${where} at ${instant(at)} is recorded. Its answer did not reach you: you need not do it again.`,
      },
    ],
  };
}

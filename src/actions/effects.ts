import type { RichText } from '../base/rich-text.ts';
import type { EffectChange, EffectDraft } from '../timeline/effect.ts';
import { ORGANISATION } from '../timeline/entry.ts';

/** What decisions on runs and locks ask for, as plain data; `handlers.ts` does it. */
export const actionsEffects = {
  start: (run: string): EffectDraft => ({ kind: 'run.start', lane: null, stream: ORGANISATION, payload: { run } }),

  /** At its time, and no sooner. */
  startAt: (run: string, dueAt: number): EffectDraft => ({
    kind: 'run.start',
    lane: null,
    key: `run-start:${run}`,
    dueAt,
    stream: ORGANISATION,
    payload: { run },
  }),
  keepFromStarting: (run: string): EffectChange => ({ cancel: `run-start:${run}` }),

  /** A confirmation that nobody gave. */
  expire: (run: string, dueAt: number): EffectDraft => ({
    kind: 'run.expire',
    lane: null,
    key: `run-expire:${run}`,
    dueAt,
    stream: ORGANISATION,
    payload: { run },
  }),
  keepFromExpiring: (run: string): EffectChange => ({ cancel: `run-expire:${run}` }),

  /** The net under every runner: a run that is still open well behind its deadline is looked at. */
  overdue: (run: string, dueAt: number): EffectDraft => ({
    kind: 'run.overdue',
    lane: null,
    key: `run-overdue:${run}`,
    dueAt,
    stream: ORGANISATION,
    payload: { run },
  }),
  noLongerOverdue: (run: string): EffectChange => ({ cancel: `run-overdue:${run}` }),

  /** The card is drawn when it is sent, so that edits coalesce and show the latest state. */
  card: (run: string, speed: 'now' | 'soon' = 'now'): EffectDraft => ({
    kind: 'run-card.refresh',
    lane: `run-card:${run}`,
    key: `run-card:${run}`,
    ...(speed === 'soon' && { minIntervalMs: CARD_INTERVAL_MS }),
    stream: ORGANISATION,
    payload: { run },
  }),

  /**
   * Words to people: a turn in the queue, a lock taken over, a lock forgotten. In the deploys' channel, where everybody
   * sees them and `people` are pinged; to each of them alone where there is none.
   */
  tell(channel: string | null, people: readonly string[], text: string): readonly EffectDraft[] {
    const says = (words: RichText) => ({ blocks: [{ type: 'text' as const, text: words }] });
    if (channel === null) {
      return people.map((person) => ({
        kind: 'direct-message.send',
        lane: null,
        stream: ORGANISATION,
        payload: { person, message: says([text]) },
      }));
    }
    const message = { ...says([...people.flatMap((person) => [{ person }, ' ']), text]), ping: { people } };
    return [{ kind: 'message.post', lane: `deploys:${channel}`, stream: ORGANISATION, payload: { channel, message } }];
  },

  lockExpires: (key: string, dueAt: number): EffectDraft => ({
    kind: 'lock.expire',
    lane: null,
    key: `lock-expire:${key}`,
    dueAt,
    stream: ORGANISATION,
    payload: { key },
  }),
  lockReminder: (key: string, dueAt: number): EffectDraft => ({
    kind: 'lock.remind',
    lane: null,
    key: `lock-remind:${key}`,
    dueAt,
    stream: ORGANISATION,
    payload: { key },
  }),
  forgetLockTimers: (key: string): readonly EffectChange[] => [
    { cancel: `lock-expire:${key}` },
    { cancel: `lock-remind:${key}` },
  ],
};

/** Output comes faster than a channel bears edits: one in three seconds per card. */
const CARD_INTERVAL_MS = 3000;

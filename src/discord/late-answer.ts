import type { Clock, Instant } from '../base/clock.ts';
import type { Message } from '../commands/message.ts';
import { backoffMs } from '../timeline/backoff.ts';
import type { Messages } from './messages.ts';
import { failed } from './outcome.ts';

/** With the usual backoff two to four minutes: what was done is on the timeline in any case. */
const MOST_TRIES = 9;

/**
 * Says in the channel what could not be said in answer to an interaction, until Discord takes it. `unsure`: the answer may
 * have got through all the same, so it is looked for first. Rejects when Discord refuses it, or is away for too long.
 */
export async function sayInChannel(
  { messages, clock }: { readonly messages: Pick<Messages, 'post' | 'answerTo'>; readonly clock: Clock },
  interaction: { readonly id: string; readonly channelId: string; readonly receivedAt: Instant },
  message: Message,
  unsure: boolean,
): Promise<void> {
  const { id, channelId, receivedAt } = interaction;
  for (let tries = 1; ; tries++) {
    try {
      if (unsure && (await messages.answerTo(channelId, id, receivedAt)) !== undefined) return;
      await messages.post(channelId, message, { nonce: id, ...(tries > 1 && { since: receivedAt }) });
      return;
    } catch (error) {
      const outcome = failed(error, clock.now());
      if (outcome.outcome !== 'retry' || tries >= MOST_TRIES) throw error;
      await clock.sleep(Math.max(backoffMs(tries, Math.random), (outcome.at ?? 0) - clock.now()));
    }
  }
}

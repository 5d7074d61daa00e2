import { DiscordAPIError } from 'discord.js';
import type { Instant } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { messageOf } from '../base/result.ts';
import type { Reply } from '../commands/message.ts';
import { callerOf } from './caller.ts';
import { CODES, DiscordError } from './discord-error.ts';
import type { InteractionData } from './interaction-data.ts';
import { type LateAnswer, lateAnswer, type MissedAnswer } from './late-answer.ts';
import { isCode } from './outcome.ts';
import { visibilityOf } from './visibility.ts';

/** What is told although Discord did not take it, however long that takes. Each resolves when it is on disk. */
export interface LateAnswers {
  /** A public answer: posted as a message of the channel (the effect `answer.late`). */
  readonly answerLater: (answer: LateAnswer) => Promise<void>;
  /** Any other, when something was recorded: its person is told that (the effect `answer.missed`). */
  readonly tellRecorded: (answer: MissedAnswer) => Promise<void>;
}

/** An answer that was not taken, and what it was given to. */
interface Answered {
  readonly interaction: InteractionData;
  readonly reply: Reply;
  /** `done`, or a refusal's code. */
  readonly outcome: string;
  readonly receivedAt: Instant;
}

/** Sees to an answer that Discord did not take: docs/decisions/late-answers.md. Rejects when the disk does not take it either. */
export const createUndelivered =
  (options: LateAnswers & { readonly log: Log }) =>
  async (error: unknown, { interaction, reply, outcome, receivedAt }: Answered): Promise<void> => {
    const reason = isTooLate(error) ? 'Discord no longer knew the interaction' : messageOf(error);
    options.log.warn({ err: error, interaction: interaction.id, reason }, 'an answer did not reach Discord');
    // What Discord refuses for what it says, it refuses as a message of the channel, too.
    if (reply.reply === 'form' || !mayComeLate(error)) return;
    const { id } = interaction;
    const channelId = interaction.channel_id ?? interaction.channel?.id;
    if (reply.reply === 'message' && visibilityOf(reply) === 'public') {
      if (channelId !== undefined) await options.answerLater(lateAnswer({ id, channelId }, reply.message));
      return;
    }
    const person = callerOf(interaction)?.id ?? interaction.user?.id;
    if (outcome !== 'done' || person === undefined) return;
    const channel = interaction.guild_id === undefined ? null : (channelId ?? null);
    await options.tellRecorded({ person, interaction: id, channel, at: receivedAt });
  };

const isTooLate = (error: unknown): boolean => error instanceof DiscordError && error.code === CODES.unknownInteraction;

/** It came too late for its interaction, or Discord was in trouble. */
function mayComeLate(error: unknown): boolean {
  if (isTooLate(error) || isCode(error, CODES.unknownWebhook, CODES.invalidWebhookToken)) return true;
  const refused = error instanceof DiscordError || error instanceof DiscordAPIError;
  return !refused || error.status >= 500 || error.status === 429;
}

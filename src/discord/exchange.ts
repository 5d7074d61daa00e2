import { InteractionResponseType, MessageFlags } from 'discord-api-types/v10';
import { type Cancel, type Clock } from '../base/clock.ts';
import type { Message, Reply } from '../commands/message.ts';
import { paragraph, whisper } from '../commands/message.ts';
import type { Callbacks } from './callbacks.ts';
import { drawForm } from './forms.ts';
import { renderMessage } from './render.ts';
import { type Visibility, visibilityOf, withVisibility } from './visibility.ts';
import type { WebhookAnswers } from './webhook-answers.ts';

/** One interaction and its answer: Discord takes exactly one, by this or that route depending on what went before. */
export interface Exchange {
  /** Shows "thinking…", which buys 15 minutes. Does nothing when an answer or a deferral is on its way. */
  defer(): Promise<void>;
  readonly progress: (message: Message) => void;
  /** Rejects when Discord does not take it; perhaps it got through all the same. */
  answer(reply: Reply): Promise<void>;
}

export interface ExchangeOptions {
  readonly interaction: { readonly id: string; readonly token: string; readonly applicationId: string };
  /** Whether it came from a message that it can change: a button, a menu, a form that one of them opened. */
  readonly hasMessage: boolean;
  /** Whether a form may be opened: not in answer to a form. */
  readonly mayOpenForm: boolean;
  /** How the deferral is shown. */
  readonly visibility: Visibility;
  readonly callbacks: Callbacks;
  readonly webhook: WebhookAnswers;
  readonly clock: Clock;
  readonly onProgressError: (error: unknown) => void;
}

const PROGRESS_EVERY_MS = 1000;

export function createExchange(options: ExchangeOptions): Exchange {
  const { interaction, hasMessage, callbacks, webhook, clock } = options;
  let state: 'fresh' | 'deferred' | 'answered' = 'fresh';
  let deferring: Promise<void> | undefined;
  /** What progress is shown in, when the original is the message whose button was pressed. */
  let followUp: { readonly id: string; readonly visibility: Visibility } | undefined;
  let progressing: Promise<void> = Promise.resolve();
  let latest: Message | undefined;
  let cancelProgress: Cancel | undefined;

  const defer = (): Promise<void> => {
    if (state !== 'fresh') return deferring ?? Promise.resolve();
    state = 'deferred';
    deferring = callbacks.send(
      interaction,
      hasMessage
        ? { type: InteractionResponseType.DeferredMessageUpdate }
        : {
            type: InteractionResponseType.DeferredChannelMessageWithSource,
            data: options.visibility === 'private' ? { flags: MessageFlags.Ephemeral } : {},
          },
    );
    return deferring;
  };

  const answerDirectly = (reply: Reply): Promise<void> => {
    if (reply.reply === 'form') {
      return callbacks.send(interaction, { type: InteractionResponseType.Modal, data: drawForm(reply.form) });
    }
    const { body, files } = renderMessage(reply.message);
    const updates = reply.reply === 'update' && hasMessage;
    const type = updates ? InteractionResponseType.UpdateMessage : InteractionResponseType.ChannelMessageWithSource;
    const data = updates ? body : { ...body, flags: withVisibility(body.flags, visibilityOf(reply)) };
    return callbacks.send(interaction, { type, data }, files);
  };

  const answerDeferred = async (reply: Exclude<Reply, { reply: 'form' }>): Promise<void> => {
    const drawn = renderMessage(reply.message);
    const visibility = visibilityOf(reply);
    if (hasMessage) {
      if (reply.reply === 'update') {
        if (followUp) await webhook.remove(interaction, followUp.id);
        return webhook.edit(interaction, '@original', drawn);
      }
      if (followUp?.visibility === visibility) return webhook.edit(interaction, followUp.id, drawn);
      if (followUp) await webhook.remove(interaction, followUp.id);
      await webhook.followUp(interaction, drawn, visibility);
      return;
    }
    if (visibility === options.visibility || reply.reply === 'update') {
      return webhook.edit(interaction, '@original', drawn);
    }
    // "Thinking…" was shown to others than the answer is for: it gives way to a message of the right kind.
    await webhook.remove(interaction, '@original');
    await webhook.followUp(interaction, drawn, visibility);
  };

  const showProgress = async (): Promise<void> => {
    const message = latest;
    latest = undefined;
    if (!message || state === 'answered') return;
    await defer();
    const drawn = renderMessage(message);
    if (!hasMessage) return webhook.edit(interaction, '@original', drawn);
    if (followUp) return webhook.edit(interaction, followUp.id, drawn);
    followUp = { id: await webhook.followUp(interaction, drawn, options.visibility), visibility: options.visibility };
  };

  const progress = (message: Message): void => {
    if (state === 'answered') return;
    latest = message;
    if (cancelProgress) return; // the latest is shown when the second is over
    progressing = progressing.then(showProgress).catch(options.onProgressError);
    cancelProgress = clock.at(clock.now() + PROGRESS_EVERY_MS, () => {
      cancelProgress = undefined;
      if (latest) progress(latest);
    });
  };

  return {
    defer,
    progress,
    async answer(reply) {
      cancelProgress?.();
      latest = undefined;
      if (reply.reply === 'form' && (state !== 'fresh' || !options.mayOpenForm)) reply = tooLateForForm;
      if (state === 'fresh') {
        state = 'answered';
        return answerDirectly(reply);
      }
      if (reply.reply === 'form') return;
      await deferring;
      await progressing;
      state = 'answered';
      await answerDeferred(reply);
    },
  };
}

const tooLateForForm = whisper(
  paragraph([
    'A form can only be opened at once, and this took too long. Nothing was changed: press or type it again.',
  ]),
);

import { InteractionResponseType } from 'discord-api-types/v10';
import type { Instant } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Dispatcher } from '../commands/dispatch.ts';
import type { Called } from './called.ts';
import type { Callbacks } from './callbacks.ts';
import { fitLabel } from './fit.ts';
import type { InteractionData } from './interaction-data.ts';
import type { ContextOf } from './interaction-context.ts';
import { LIMITS } from './limits.ts';

/** Answers an option that is being filled in with what it may be. Never rejects. */
export const createSuggestions =
  (options: {
    readonly dispatcher: Pick<Dispatcher, 'suggest'>;
    readonly contextOf: ContextOf;
    readonly callbacks: Callbacks;
    readonly log: Log;
  }) =>
  async (
    interaction: InteractionData,
    called: Extract<Called, { what: 'suggest' }>,
    receivedAt: Instant,
  ): Promise<void> => {
    try {
      const context = await options.contextOf(interaction, called, () => undefined, receivedAt);
      const found =
        typeof context === 'string'
          ? []
          : await options.dispatcher.suggest(called.name, called.option, called.typed, context, called.given);
      const choices = found
        .filter(({ value }) => value.length <= LIMITS.choiceText)
        .slice(0, LIMITS.commandChoices)
        .map(({ name, value }) => ({ name: fitLabel(name, LIMITS.choiceText), value }));
      const type = InteractionResponseType.ApplicationCommandAutocompleteResult;
      await options.callbacks.send(interaction, { type, data: { choices } });
    } catch (error) {
      // The person types on, and is asked for again: no more than a word in the log.
      options.log.debug({ err: error, called: called.name }, 'no suggestions');
    }
  };

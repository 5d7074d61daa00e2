import type { Clock, Instant } from '../base/clock.ts';
import { failpoint } from '../base/failpoint.ts';
import { randomDigits } from '../base/ids.ts';
import { createInFlight } from '../base/in-flight.ts';
import type { Log } from '../base/log.ts';
import { refuse, type Result } from '../base/result.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Dispatcher } from '../commands/dispatch.ts';
import type { Submitted } from '../commands/form-again.ts';
import { type Button, type Reply, paragraph, whisper } from '../commands/message.ts';
import { StoreError } from '../timeline/store.ts';
import { botChosen, type Called, calledBy } from './called.ts';
import type { Callbacks } from './callbacks.ts';
import { createDeadlines } from './deadlines.ts';
import { type Exchange, createExchange } from './exchange.ts';
import { type ContextOptions, createContexts } from './interaction-context.ts';
import { type InteractionData, interactionSchema } from './interaction-data.ts';
import { createSuggestions } from './suggestions.ts';
import { type LateAnswers, createUndelivered } from './undelivered.ts';
import type { WebhookAnswers } from './webhook-answers.ts';

export interface InteractionsOptions extends Omit<ContextOptions, 'signal'>, LateAnswers {
  readonly dispatcher: Dispatcher;
  readonly callbacks: Callbacks;
  readonly webhook: WebhookAnswers;
  /** Keeps what was typed into a form that was refused: the button that opens it again, where there is one. */
  readonly keepForm?: (submitted: Submitted, context: CommandContext) => Promise<Button | undefined>;
  readonly clock: Clock;
  readonly log: Log;
  /** For metrics: how long from arrival until Discord had the answer. */
  readonly observe?: (observed: {
    readonly name: string;
    readonly outcome: string;
    readonly durationMs: number;
  }) => void;
}

export interface Interactions {
  /** A gateway INTERACTION_CREATE. Never rejects. */
  handle(packet: unknown): Promise<void>;
  /** Lets what is under way come to its end, at most `durationMs`. */
  stop(durationMs: number): Promise<void>;
}

/** Discord gives three seconds; one is left for the way there. */
const WATCHDOG_MS = 2_000;
const TOKEN_LIFE_MS = 15 * 60_000;
/** Ids of the latest interactions: RESUME may deliver one again. What is older is caught by its cause id. */
const REMEMBERED = 20_000;

export function createInteractions(options: InteractionsOptions): Interactions {
  const { dispatcher, clock, log } = options;
  const seen = new Set<string>();
  const underWay = createInFlight<Promise<void>>();
  let handledSoFar = 0;
  const deadlines = createDeadlines(clock, TOKEN_LIFE_MS);
  const contextOf = createContexts({ ...options, signal: deadlines.signal });
  const suggest = createSuggestions({ ...options, contextOf });
  const undelivered = createUndelivered(options);

  const handle = async (packet: unknown): Promise<void> => {
    const receivedAt = clock.now();
    const parsed = interactionSchema.safeParse(packet);
    if (!parsed.success) {
      log.warn({ error: parsed.error.message }, 'Discord sent an interaction that Muster does not understand');
      return;
    }
    const interaction = parsed.data;
    if (seen.has(interaction.id)) return;
    remember(interaction.id);
    const called = calledBy(interaction);
    if (called.what === 'suggest') return suggest(interaction, called, receivedAt);

    const pace = paceOf(called);
    const exchange = createExchange({
      interaction: { id: interaction.id, token: interaction.token, applicationId: interaction.application_id },
      hasMessage: interaction.message !== undefined,
      mayOpenForm: interaction.type !== 5,
      visibility: pace.visibility,
      callbacks: options.callbacks,
      webhook: options.webhook,
      clock,
      onProgressError: (error) => {
        log.debug({ err: error, interaction: interaction.id }, 'progress could not be shown');
      },
    });
    const deferLate = (): void => {
      failpoint('interaction.before-deferral');
      exchange.defer().then(
        () => {
          failpoint('interaction.deferred');
        },
        (error: unknown) => {
          log.warn({ err: error, interaction: interaction.id }, 'an interaction could not be deferred');
        },
      );
    };
    if (pace.waits) deferLate();
    const disarm = pace.waits ? undefined : clock.at(receivedAt + WATCHDOG_MS, deferLate);
    const { reply, outcome } = await run(interaction, called, exchange, receivedAt);
    disarm?.();
    failpoint('interaction.before-answer');
    await exchange
      .answer(reply)
      .catch((error: unknown) => undelivered(error, { interaction, reply, outcome, receivedAt }));
    failpoint('interaction.answered');
    options.observe?.({ name: nameOf(called), outcome, durationMs: clock.now() - receivedAt });
  };

  /** The answer, whatever happens. */
  const run = async (
    interaction: InteractionData,
    called: Called,
    exchange: Exchange,
    receivedAt: Instant,
  ): Promise<{ reply: Reply; outcome: string }> => {
    try {
      const context = await contextOf(interaction, called, exchange.progress, receivedAt);
      if (typeof context === 'string') return { reply: sentence(context), outcome: 'discord/elsewhere' };
      const bot = botChosen(interaction);
      const result =
        bot === undefined
          ? await dispatch(called, context)
          : refuse('person/bot', `${bot} is a bot, and a bot takes no part. Choose a person.`);
      if (result.ok) return { reply: result.value, outcome: 'done' };
      const { code, message } = result.refusal;
      const again =
        called.what === 'action' && called.through === 'modal' ? await options.keepForm?.(called, context) : undefined;
      return { reply: sentence(message, again), outcome: code };
    } catch (error) {
      if (error instanceof StoreError) {
        log.error({ err: error, called: nameOf(called) }, 'the store refused a command');
        return { reply: sentence(error.message), outcome: error.code };
      }
      const reference = randomDigits(10);
      log.error({ err: error, reference, interaction: interaction.id, called: nameOf(called) }, 'a command failed');
      return {
        reply: sentence(
          `Something went wrong inside Muster. It is written down in the log under ${reference}: give that to whoever runs Muster. What was recorded before stays recorded; try again.`,
        ),
        outcome: 'error',
      };
    }
  };

  const dispatch = async (called: Called, context: CommandContext): Promise<Result<Reply>> => {
    switch (called.what) {
      case 'command':
        return dispatcher.command(called.name, called.raw, context);
      case 'action':
        return dispatcher.action(called.action, called.args, called.fields, context);
      case 'menu':
        return dispatcher.menu(called.name, called.message, context);
      case 'suggest':
      case 'unknown':
        // The dispatcher has the sentence for what this version does not know.
        return dispatcher.action('', [], {}, context);
    }
  };

  const paceOf = (called: Called): { waits: boolean; visibility: 'public' | 'private' } => {
    const declared =
      called.what === 'command'
        ? dispatcher.findCommand(called.name)
        : called.what === 'action'
          ? dispatcher.findAction(called.action)
          : called.what === 'menu'
            ? dispatcher.findMenu(called.name)
            : undefined;
    return { waits: declared?.pace === 'waits', visibility: declared?.visibility ?? 'public' };
  };

  const remember = (id: string): void => {
    seen.add(id);
    if (seen.size <= REMEMBERED) return;
    for (const oldest of seen) {
      seen.delete(oldest);
      return;
    }
  };

  return {
    async handle(packet) {
      const handled = handle(packet).catch((error: unknown) => {
        log.error({ err: error }, 'an interaction failed');
      });
      const key = `handling-${handledSoFar++}`;
      underWay.set(key, handled);
      await handled;
      underWay.delete(key);
    },
    async stop(durationMs) {
      deadlines.abort(new Error('Muster is stopping'));
      await Promise.race([Promise.allSettled(underWay.values()), clock.sleep(durationMs)]);
    },
  };
}

const sentence = (text: string, button?: Button): Reply =>
  whisper(paragraph([text], button && { buttons: [[button]] }));

const nameOf = (called: Called): string =>
  called.what === 'action' ? called.action : called.what === 'unknown' ? 'unknown' : called.name;

import { InteractionResponseType } from 'discord-api-types/v10';
import type { Clock, Instant } from '../base/clock.ts';
import { failpoint } from '../base/failpoint.ts';
import { randomDigits } from '../base/ids.ts';
import { createInFlight } from '../base/in-flight.ts';
import type { Log } from '../base/log.ts';
import { type Result, messageOf } from '../base/result.ts';
import type { Viewer } from '../catalog/viewer.ts';
import type { CommandContext } from '../commands/context.ts';
import type { Dispatcher } from '../commands/dispatch.ts';
import type { Submitted } from '../commands/form-again.ts';
import { type Button, type Reply, paragraph, whisper } from '../commands/message.ts';
import { type Called, calledBy } from './called.ts';
import type { Callbacks } from './callbacks.ts';
import { createDeadlines } from './deadlines.ts';
import { CODES, DiscordError } from './discord-error.ts';
import { type Exchange, createExchange } from './exchange.ts';
import { fitLabel } from './fit.ts';
import { type InteractionData, interactionSchema } from './interaction-data.ts';
import { type LateAnswer, lateAnswer } from './late-answer.ts';
import { LIMITS } from './limits.ts';
import { permalink } from './permalink.ts';
import type { WebhookAnswers } from './webhook-answers.ts';

/** Somebody of the server, as Discord describes them. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly roleIds: readonly string[];
  /** Holds "Manage Server" or "Administrator". */
  readonly managesServer: boolean;
}

export interface InteractionsOptions {
  /** The one server; undefined until it is known. */
  readonly guildId: () => string | undefined;
  readonly dispatcher: Dispatcher;
  /** What this person may do, and in which zone they think. Called for each interaction: keep it quick. */
  readonly identify: (caller: Caller) => {
    readonly viewer: Viewer;
    readonly timeZone: string;
    readonly zoneAssumed?: true;
  };
  /** A member by id, for what comes from a direct message; undefined when they are not in the server. */
  readonly member: (userId: string) => Promise<Caller | undefined>;
  readonly callbacks: Callbacks;
  readonly webhook: WebhookAnswers;
  /** Has it said in the channel, however long that takes (the effect `answer.late`). Resolves when that is on disk. */
  readonly answerLater: (answer: LateAnswer) => Promise<void>;
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
const MANAGES = 0x8n | 0x20n; // Administrator, Manage Server

export function createInteractions(options: InteractionsOptions): Interactions {
  const { dispatcher, clock, log } = options;
  const seen = new Set<string>();
  const underWay = createInFlight<Promise<void>>();
  let handledSoFar = 0;
  const deadlines = createDeadlines(clock, TOKEN_LIFE_MS);

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
      answerLater: async (message) => {
        const channelId = interaction.channel_id;
        if (channelId !== undefined) await options.answerLater(lateAnswer({ id: interaction.id, channelId }, message));
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
    await deliver(exchange, reply, interaction);
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
      const context = await contextOf(interaction, called, exchange, receivedAt);
      if (typeof context === 'string') return { reply: sentence(context), outcome: 'discord/elsewhere' };
      const result = await dispatch(called, context);
      if (result.ok) return { reply: result.value, outcome: 'done' };
      const { code, message } = result.refusal;
      const again =
        called.what === 'action' && called.through === 'modal' ? await options.keepForm?.(called, context) : undefined;
      return { reply: sentence(message, again), outcome: code };
    } catch (error) {
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

  /** The context, or the sentence that says why there is none. */
  const contextOf = async (
    interaction: InteractionData,
    called: Called,
    exchange: Pick<Exchange, 'progress'>,
    now: Instant,
  ): Promise<CommandContext | string> => {
    if (interaction.guild_id !== undefined && interaction.guild_id !== options.guildId()) {
      return 'This Muster works for another server. Each server runs a Muster of its own: ask whoever set it up.';
    }
    const caller = callerOf(interaction) ?? (await memberCalling(interaction));
    if (!caller) return 'Muster answers members of its server only, and you are none of them.';
    const { viewer, ...zone } = options.identify(caller);
    const channelId = interaction.channel_id ?? interaction.channel?.id;
    const parentId = isThread(interaction) ? (interaction.channel?.parent_id ?? undefined) : undefined;
    return {
      cause: {
        causeId: interaction.id,
        actor: { kind: 'person', id: caller.id },
        source: {
          kind: called.what === 'action' ? called.through : called.what === 'menu' ? 'menu' : 'command',
          correlationId: interaction.id,
          ...(channelId !== undefined && { permalink: placeOf(interaction, called, channelId) }),
        },
      },
      viewer,
      now,
      place: channelId === undefined ? null : { channelId, ...(parentId !== undefined && { parentId }) },
      locale: interaction.locale,
      ...zone,
      progress: (message) => {
        exchange.progress(message);
      },
      signal: deadlines.signal(now),
    };
  };

  const memberCalling = async (interaction: InteractionData): Promise<Caller | undefined> =>
    interaction.guild_id === undefined && interaction.user ? options.member(interaction.user.id) : undefined;

  const suggest = async (
    interaction: InteractionData,
    called: Extract<Called, { what: 'suggest' }>,
    receivedAt: Instant,
  ): Promise<void> => {
    try {
      const context = await contextOf(interaction, called, { progress: () => undefined }, receivedAt);
      const found =
        typeof context === 'string'
          ? []
          : await dispatcher.suggest(called.name, called.option, called.typed, context, called.given);
      const choices = found
        .filter(({ value }) => value.length <= LIMITS.choiceText)
        .slice(0, LIMITS.commandChoices)
        .map(({ name, value }) => ({ name: fitLabel(name, LIMITS.choiceText), value }));
      const type = InteractionResponseType.ApplicationCommandAutocompleteResult;
      await options.callbacks.send(interaction, { type, data: { choices } });
    } catch (error) {
      // The person types on, and is asked for again: no more than a word in the log.
      log.debug({ err: error, called: called.name }, 'no suggestions');
    }
  };

  const deliver = async (exchange: Exchange, reply: Reply, interaction: InteractionData): Promise<void> => {
    try {
      await exchange.answer(reply);
    } catch (error) {
      const late = error instanceof DiscordError && error.code === CODES.unknownInteraction;
      const reason = late ? 'Discord no longer knew the interaction' : messageOf(error);
      log.warn({ err: error, interaction: interaction.id, reason }, 'an answer did not reach Discord');
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

function callerOf({ member }: InteractionData): Caller | undefined {
  if (!member) return undefined;
  return {
    id: member.user.id,
    name: member.nick ?? member.user.global_name ?? member.user.username,
    roleIds: member.roles,
    managesServer: (BigInt(member.permissions) & MANAGES) !== 0n,
  };
}

const isThread = ({ channel }: InteractionData): boolean =>
  channel !== undefined && channel.type >= 10 && channel.type <= 12;

/** Where one sees it: the message of the button or the menu, else where the answer stands. */
function placeOf(interaction: InteractionData, called: Called, channelId: string): string {
  if (called.what === 'menu') return called.message.permalink;
  const ephemeral = ((interaction.message?.flags ?? 0) & 64) !== 0;
  const messageId = interaction.message && !ephemeral ? interaction.message.id : interaction.id;
  return permalink(interaction.guild_id, channelId, messageId);
}

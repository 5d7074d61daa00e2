import type {
  APIMessage,
  APIMessageInteractionMetadata,
  APIModalInteractionResponseCallbackData,
  APIApplicationCommandOptionChoice,
} from 'discord-api-types/v10';
import type { Instant } from '../../base/clock.ts';

/** The first response must come within this, or the token is dead. */
export const RESPONSE_DEADLINE_MS = 3_000;
/** So long the token edits and follows up. */
export const TOKEN_LIFE_MS = 15 * 60_000;

/** 2 command, 3 component, 4 autocomplete, 5 modal submit. */
export type InteractionType = 2 | 3 | 4 | 5;

/** One interaction, from the person's act to the end of its token. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  readonly userId: string;
  readonly channelId: string;
  readonly guildId: string | null;
  readonly createdAt: Instant;
  readonly metadata: APIMessageInteractionMetadata;
  /** The message whose component was used. */
  readonly sourceMessageId?: string;
  /** 1 command in chat, 2-3 menus: decides the answer's message type. */
  readonly commandType?: number;
  /** Of a command or menu, with group and subcommand. */
  readonly commandName?: string;
  state: 'waiting' | 'answered' | 'failed';
  /** The callback's type once answered: 4 message, 5 and 6 deferred, 7 update, 8 choices, 9 modal. */
  answer?: number;
  answeredAt?: Instant;
  /** What `@original` is. */
  originalId?: string;
  readonly followUps: string[];
  choices?: readonly APIApplicationCommandOptionChoice[];
  modal?: APIModalInteractionResponseCallbackData;
  deferredEphemeral: boolean;
  /** Whether a deferral still stands. */
  pending: boolean;
  readonly watchers: Set<() => void>;
}

/** What a person sees of their interaction. Live: it changes as the bot edits and follows up. */
export interface InteractionView {
  readonly id: string;
  readonly state: 'waiting' | 'deferred' | 'answered' | 'failed';
  readonly acknowledgedAfterMs: number | null;
  readonly answer: 'message' | 'deferred' | 'deferred-update' | 'update' | 'choices' | 'modal' | 'other' | null;
  readonly message: APIMessage | null;
  readonly followUps: readonly APIMessage[];
  readonly choices: readonly APIApplicationCommandOptionChoice[] | null;
  readonly modal: APIModalInteractionResponseCallbackData | null;
  /** What the person is told when the bot does not answer. */
  readonly error: string | null;
}

export interface Interactions {
  readonly byToken: ReadonlyMap<string, Interaction>;
  byId(id: string): Interaction | undefined;
  add(interaction: Interaction): void;
  /** Tells whoever waits for it. */
  changed(interaction: Interaction): void;
}

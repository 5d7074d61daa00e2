/** Discord said no. `code` is Discord's own (10062, 50013 …), 0 when it gave none. */
export class DiscordError extends Error {
  readonly status: number;
  readonly code: number;
  /** How long it asks to wait, when it is a matter of rate: milliseconds. */
  readonly retryAfterMs: number | undefined;
  constructor(status: number, code: number, message: string, retryAfterMs?: number) {
    super(message);
    this.name = 'DiscordError';
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Codes that Muster reacts to; Discord's documentation lists them all under "JSON error codes". */
export const CODES = {
  unknownChannel: 10003,
  unknownMember: 10007,
  unknownMessage: 10008,
  unknownRole: 10011,
  unknownUser: 10013,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  maximumPins: 30003,
  maximumGuildChannels: 30013,
  oldMessageEdits: 30046,
  alreadyAcknowledged: 40060,
  missingAccess: 50001,
  cannotSendToUser: 50007,
  missingPermissions: 50013,
  invalidWebhookToken: 50027,
  threadArchived: 50083,
  threadLocked: 160005,
} as const;

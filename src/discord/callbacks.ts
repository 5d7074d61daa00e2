import type { IncomingHttpHeaders } from 'node:http';
import type { InteractionResponseType } from 'discord-api-types/v10';
import { type Dispatcher, FormData, Pool } from 'undici';
import type { Clock } from '../base/clock.ts';
import { CODES, DiscordError } from './discord-error.ts';
import type { DiscordFile } from './render.ts';

/** An interaction's answer: an APIInteractionResponse with data that the renderer made. */
export type CallbackBody =
  | { readonly type: InteractionResponseType.DeferredMessageUpdate }
  | { readonly type: InteractionResponseType; readonly data: object };

export interface Callbacks {
  /**
   * Answers an interaction in one request. Resolves when Discord took it, also when it turns out that an earlier try had
   * got through. Rejects with DiscordError when it is too late (10062) or Discord refuses it.
   */
  send(
    interaction: { readonly id: string; readonly token: string },
    body: CallbackBody,
    files?: readonly DiscordFile[],
  ): Promise<void>;
  close(): Promise<void>;
}

/** Three seconds are all there is: after this many tries they are over anyhow. */
const MOST_TRIES = 4;
const BACKOFF_MS = [50, 200, 500];

/**
 * The callback route over connections of our own. discord.js's REST client costs half of all an interaction takes, for
 * queues that this route has no need of (docs/decisions/interaction-callbacks.md); what else it did is done here:
 * retries on lost connections, 5xx and 429, and Discord's errors as errors.
 */
export function createCallbacks(options: { readonly apiUrl: string; readonly clock: Clock }): Callbacks {
  const base = new URL(options.apiUrl);
  const path = `${base.pathname.replace(/\/$/, '')}/v10/interactions`;
  const pool = new Pool(base.origin, {
    connections: 64,
    keepAliveTimeout: 60_000,
    headersTimeout: 3_000,
    bodyTimeout: 3_000,
  });
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'DiscordBot (https://www.npmjs.com/package/muster, 0.1)',
  };

  const once = (route: string, json: string, files: readonly DiscordFile[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent =
        files.length === 0
          ? { headers, body: json }
          : { headers: { 'user-agent': headers['user-agent'] }, body: multipart(json, files) };
      pool.dispatch({ path: route, method: 'POST', ...sent }, new Answer(resolve, reject));
    });

  return {
    async send(interaction, body, files = []) {
      const route = `${path}/${interaction.id}/${interaction.token}/callback`;
      const json = JSON.stringify(body satisfies CallbackBody);
      for (let tries = 1; ; tries++) {
        try {
          return await once(route, json, files);
        } catch (error) {
          if (tries > 1 && error instanceof DiscordError && error.code === CODES.alreadyAcknowledged) return;
          const wait = waitBefore(error, tries);
          if (wait === undefined) throw error;
          await options.clock.sleep(wait);
        }
      }
    },
    close: () => pool.close(),
  };
}

/**
 * Discord's answer, of which only a refusal is read. `pool.request` would make a stream of every one, which is a seventh of
 * what an answer takes (docs/decisions/interaction-callbacks.md).
 */
class Answer implements Dispatcher.DispatchHandler {
  readonly #resolve: () => void;
  readonly #reject: (error: unknown) => void;
  #refused: { readonly status: number; readonly retryAfter: string | string[] | undefined } | undefined;
  readonly #body: Buffer[] = [];

  constructor(resolve: () => void, reject: (error: unknown) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** undici wants it, though there is nothing to begin. */
  onRequestStart(): void {}

  onResponseStart(_: unknown, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 300) this.#refused = { status, retryAfter: headers['retry-after'] };
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    if (this.#refused) this.#body.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#refused) this.#resolve();
    else
      this.#reject(discordError(this.#refused.status, Buffer.concat(this.#body).toString(), this.#refused.retryAfter));
  }

  onResponseError(_: unknown, error: Error): void {
    this.#reject(error);
  }
}

/** How long to wait before the next try; undefined when there is no use in one. */
function waitBefore(error: unknown, tries: number): number | undefined {
  if (tries >= MOST_TRIES) return undefined;
  const backoff = BACKOFF_MS[tries - 1] ?? 500;
  if (!(error instanceof DiscordError)) return backoff; // no answer: the connection was lost
  if (error.status === 429)
    return error.retryAfterMs !== undefined && error.retryAfterMs > 2_000 ? undefined : (error.retryAfterMs ?? backoff);
  return error.status >= 500 ? backoff : undefined;
}

export function multipart(json: string, files: readonly DiscordFile[]): FormData {
  const form = new FormData();
  form.append('payload_json', json);
  files.forEach((file, index) => {
    form.append(`files[${index}]`, new Blob([Uint8Array.from(file.data)], { type: file.contentType }), file.name);
  });
  return form;
}

function discordError(status: number, text: string, retryAfter: string | string[] | undefined): DiscordError {
  let body: { code?: unknown; message?: unknown; retry_after?: unknown } = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed && typeof parsed === 'object') body = parsed;
  } catch {
    // a proxy's HTML page: the status says enough
  }
  const seconds = Number(body.retry_after ?? (Array.isArray(retryAfter) ? retryAfter[0] : retryAfter));
  return new DiscordError(
    status,
    typeof body.code === 'number' ? body.code : 0,
    typeof body.message === 'string' ? body.message : `Discord answered ${status}`,
    Number.isFinite(seconds) ? Math.ceil(seconds * 1000) : undefined,
  );
}

import { messageOf as sentenceOf } from '../../base/result.ts';
import type { Frames } from '../frames.ts';
import { DiscordRefusal, refusalBody } from '../refused.ts';
import type { RateLimits } from './rate-limits.ts';
import type { RestAnswer } from './route.ts';

export interface RestRequest {
  readonly method: string;
  /** Without `/api/v10`, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly reason: string | undefined;
  readonly raw: Buffer;
}

export interface RestReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; undefined for 204. */
  readonly body: string | undefined;
  /** The connection is to be reset instead of answered. */
  readonly reset?: boolean;
}

export const NO_HEADERS: Readonly<Record<string, string>> = {};

interface Replies {
  readonly reply: (
    request: RestRequest,
    answer: RestAnswer,
    headers: RestReply['headers'],
    body: unknown,
    /** Why it was refused. */
    why?: string,
  ) => RestReply;
  /** What a refusal, or a bug in the sandbox, is answered with. */
  readonly refuse: (request: RestRequest, error: unknown, headers: RestReply['headers'], body: unknown) => RestReply;
  readonly tooMany: (
    request: RestRequest,
    retryAfterMs: number,
    scope: string,
    headers: RestReply['headers'],
    why: string,
  ) => RestReply;
}

/** Every reply is written down as a frame; refusals count towards Discord's ban of who asks wrongly too often. */
export function replies(frames: Frames, limits: RateLimits | undefined): Replies {
  const reply = (
    request: RestRequest,
    answer: RestAnswer,
    headers: RestReply['headers'],
    body: unknown,
    why?: string,
  ): RestReply => {
    frames.rest(`${request.method} ${request.path}`, answer.status, body, answer.body, why);
    return {
      status: answer.status,
      headers,
      body: answer.body === undefined ? undefined : JSON.stringify(answer.body),
    };
  };

  const refuse = (request: RestRequest, error: unknown, headers: RestReply['headers'], body: unknown): RestReply => {
    if (!(error instanceof DiscordRefusal)) {
      const message = `The sandbox failed: ${sentenceOf(error)}`;
      return reply(request, { status: 500, body: { code: 0, message } }, headers, body, message);
    }
    const counted = error.status === 401 || error.status === 403 || error.status === 429;
    if (counted && limits) limits.countInvalid();
    const retry: Record<string, string> =
      error.retryAfterMs === undefined ? {} : { 'Retry-After': String(Math.ceil(error.retryAfterMs / 1000)) };
    const why = `${error.code} ${error.message}${error.errors ? ` ${JSON.stringify(error.errors)}` : ''}`;
    return reply(request, { status: error.status, body: refusalBody(error) }, { ...headers, ...retry }, body, why);
  };

  const tooMany = (
    request: RestRequest,
    retryAfterMs: number,
    scope: string,
    headers: RestReply['headers'],
    why: string,
  ): RestReply => {
    limits?.countInvalid();
    const global = scope === 'global';
    const body = { message: 'You are being rate limited.', code: 0, retry_after: retryAfterMs / 1000, global };
    return reply(
      request,
      { status: 429, body },
      {
        ...headers,
        'Retry-After': String(Math.ceil(retryAfterMs / 1000)),
        'X-RateLimit-Scope': scope,
        ...(global && { 'X-RateLimit-Global': 'true' }),
      },
      undefined,
      why,
    );
  };
  return { reply, refuse, tooMany };
}

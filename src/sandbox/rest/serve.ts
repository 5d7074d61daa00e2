import { messageOf as sentenceOf } from '../../base/result.ts';
import type { Faults } from '../faults.ts';
import type { Frames } from '../frames.ts';
import type { Interactions } from '../interactions/interaction.ts';
import { DiscordRefusal, refusalBody, refused } from '../refused.ts';
import { validateBody } from '../validation/validate-body.ts';
import type { World } from '../world.ts';
import { ROUTES, type Match, routeMatcher } from './match.ts';
import { parseBody } from './parse-body.ts';
import { type RateLimits, USUAL_RATE } from './rate-limits.ts';
import { type RestAnswer, type RestCall, requireSnowflake } from './route.ts';

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

export interface RestParts {
  readonly world: World;
  readonly interactions: Interactions;
  readonly token: string;
  readonly limits: RateLimits | undefined;
  readonly validate: boolean;
  readonly faults: Faults;
  readonly frames: Frames;
  readonly sessionStartLimit: () => object;
}

const NO_HEADERS: Readonly<Record<string, string>> = {};
const LONGEST_REASON = 512;

/** Answers Discord's REST API. Never rejects: what is refused is an answer, and a bug in the sandbox is a 500 that says so. */
export function restServer(parts: RestParts): (request: RestRequest) => Promise<RestReply> {
  const { faults, frames } = parts;
  const match = routeMatcher(ROUTES);

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
    if (counted && parts.limits) parts.limits.countInvalid();
    const retry: Record<string, string> =
      error.retryAfterMs === undefined ? {} : { 'Retry-After': String(Math.ceil(error.retryAfterMs / 1000)) };
    const why = `${error.code} ${error.message}${error.errors ? ` ${JSON.stringify(error.errors)}` : ''}`;
    return reply(request, { status: error.status, body: refusalBody(error) }, { ...headers, ...retry }, body, why);
  };

  return async (request) => {
    const fate = faults.active() ? faults.ofRequest(`${request.method} ${request.path}`) : undefined;
    if (fate) {
      if (fate.delayMs > 0) await parts.world.clock.sleep(fate.delayMs);
      if (fate.reset) return { status: 0, headers: NO_HEADERS, body: undefined, reset: true };
      if (fate.error !== undefined) {
        return reply(
          request,
          { status: fate.error, body: { code: 0, message: 'Internal Server Error' } },
          NO_HEADERS,
          undefined,
          'fault: error',
        );
      }
      if (fate.rateLimit)
        return tooMany(
          request,
          fate.rateLimit.retryAfterMs,
          fate.rateLimit.global ? 'global' : 'user',
          NO_HEADERS,
          'fault: rate limit',
        );
    }
    const answered = await handle(request);
    return fate?.loseResponse ? { ...answered, reset: true } : answered;
  };

  function tooMany(
    request: RestRequest,
    retryAfterMs: number,
    scope: string,
    headers: RestReply['headers'],
    why: string,
  ): RestReply {
    parts.limits?.countInvalid();
    const global = scope === 'global';
    const body = { message: 'You are being rate limited.', retry_after: retryAfterMs / 1000, global };
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
  }

  async function handle(request: RestRequest): Promise<RestReply> {
    let headers = NO_HEADERS;
    let given: unknown;
    try {
      if (parts.limits?.banned()) throw new DiscordRefusal(40333, 403, 'internal network error');
      const found = match(request.method, request.path);
      if (!found) throw new DiscordRefusal(0, 404, '404: Not Found');
      const { route } = found;
      if (route.authenticated && request.authorization !== `Bot ${parts.token}`) throw refused(0);
      if (parts.limits && (route.authenticated || route.rate)) {
        const global = route.authenticated ? parts.limits.takeGlobal() : undefined;
        if (global !== undefined) return tooMany(request, global, 'global', headers, 'global rate limit');
        const major = route.major === undefined ? '' : found.param(route.major);
        const verdict = parts.limits.take(`${route.method} ${route.path}`, major, route.rate ?? USUAL_RATE);
        ({ headers } = verdict);
        if (verdict.exceeded)
          return tooMany(request, verdict.exceeded.retryAfterMs, verdict.exceeded.scope, headers, 'rate limit');
      }
      let parsed = parseBody(request.contentType, request.raw);
      if (parsed instanceof Promise) parsed = await parsed;
      given = parsed.body;
      const call = callOf(request, found, parsed.files);
      const name = route.bodyName(call, given);
      if (name !== undefined) {
        given ??= {};
        if (parts.validate) validateBody(name, given);
      }
      const sub = route.sub && parts.limits ? route.sub(call, given) : undefined;
      const wait = sub && parts.limits?.takeSub(sub.key, sub.rule);
      if (wait !== undefined) return tooMany(request, wait, 'user', headers, 'rate limit of names and topics');
      return reply(request, route.run(call, given), headers, given);
    } catch (error) {
      return refuse(request, error, headers, given);
    }
  }

  function callOf(request: RestRequest, found: Match, files: RestCall['files']): RestCall {
    const param = (name: string): string => decode(found.param(name));
    return {
      world: parts.world,
      interactions: parts.interactions,
      query: request.query,
      files,
      reason: request.reason === undefined ? undefined : decode(request.reason).slice(0, LONGEST_REASON),
      sessionStartLimit: parts.sessionStartLimit,
      param,
      id: (name) => requireSnowflake(name, param(name)),
    };
  }
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

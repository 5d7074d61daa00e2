import type { Faults } from '../faults.ts';
import type { Frames } from '../frames.ts';
import type { Interactions } from '../interactions/interaction.ts';
import { DiscordRefusal, refused } from '../refused.ts';
import { validateBody } from '../validation/validate-body.ts';
import { validateQuery } from '../validation/validate-query.ts';
import type { World } from '../world.ts';
import { ROUTES, type Match, routeMatcher } from './match.ts';
import { parseBody } from './parse-body.ts';
import { type RateLimits, USUAL_RATE } from './rate-limits.ts';
import { NO_HEADERS, type RestReply, type RestRequest, replies } from './replies.ts';
import { type RestCall, requireSnowflake } from './route.ts';

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

const LONGEST_REASON = 512;

/** Answers Discord's REST API. Never rejects: what is refused is an answer, and a bug in the sandbox is a 500 that says so. */
export function restServer(parts: RestParts): (request: RestRequest) => Promise<RestReply> {
  const { faults, frames } = parts;
  const match = routeMatcher(ROUTES);
  const { reply, refuse, tooMany } = replies(frames, parts.limits);

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
    const answered = await handle(request, fate?.loseResponse ? 'fault: answer lost' : undefined);
    return fate?.loseResponse ? { ...answered, reset: true } : answered;
  };

  async function handle(request: RestRequest, fault: string | undefined): Promise<RestReply> {
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
      if (parts.validate) validateQuery(`${route.method} ${route.path}`, request.query);
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
      return reply(request, route.run(call, given), headers, given, fault);
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

import type { UploadedFile } from '../files.ts';
import type { Interactions } from '../interactions/interaction.ts';
import { invalidField } from '../refused.ts';
import { isSnowflake } from '../snowflake.ts';
import type { BodyName } from '../validation/validate-body.ts';
import type { World } from '../world.ts';

/** One request of a bot, its body already held against Discord's document. */
export interface RestCall {
  readonly world: World;
  readonly interactions: Interactions;
  readonly query: URLSearchParams;
  readonly files: readonly UploadedFile[];
  /** X-Audit-Log-Reason, decoded. */
  readonly reason: string | undefined;
  /** How many IDENTIFYs are left today. */
  sessionStartLimit(): object;
  /** A parameter of the path, decoded. */
  param(name: string): string;
  /** The same, refused with 50035 when it is no snowflake. */
  id(name: string): string;
}

export interface RestAnswer {
  readonly status: number;
  readonly body?: unknown;
}

export interface RateRule {
  readonly limit: number;
  readonly perMs: number;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The parameter that has a bucket of its own: a channel, a guild, a webhook. */
  readonly major?: string;
  readonly rate?: RateRule;
  /** A limit inside the route, for some of its requests. */
  readonly sub?: (call: RestCall, body: unknown) => { readonly key: string; readonly rule: RateRule } | undefined;
  /** False where the path's token is the authorization. */
  readonly authenticated: boolean;
  bodyName(call: RestCall, body: unknown): BodyName | undefined;
  run(call: RestCall, body: unknown): RestAnswer;
}

interface RouteOptions<Body> {
  readonly body?: BodyName | ((call: RestCall, body: unknown) => BodyName | undefined);
  readonly major?: string;
  readonly rate?: RateRule;
  readonly sub?: (call: RestCall, body: Body) => { readonly key: string; readonly rule: RateRule } | undefined;
  readonly authenticated?: boolean;
  readonly run: (call: RestCall, body: Body) => RestAnswer;
}

/**
 * Declares one route. `Body` is the type that the schema named by `body` guarantees; this is the one place where a
 * parsed body gets its type.
 */
export function route<Body = undefined>(what: `${Route['method']} /${string}`, options: RouteOptions<Body>): Route {
  const [method, path] = what.split(' ', 2) as [Route['method'], string];
  const { body, sub } = options;
  return {
    method,
    path,
    authenticated: options.authenticated ?? true,
    ...(options.major !== undefined && { major: options.major }),
    ...(options.rate && { rate: options.rate }),
    ...(sub && { sub: (call: RestCall, given: unknown) => sub(call, given as Body) }),
    bodyName: (call, given) => (typeof body === 'function' ? body(call, given) : body),
    run: (call, given) => options.run(call, given as Body),
  };
}

export const ok = (body: unknown): RestAnswer => ({ status: 200, body });
export const created = (body: unknown): RestAnswer => ({ status: 201, body });
export const done: RestAnswer = { status: 204 };

export function requireSnowflake(field: string, value: string): string {
  if (!isSnowflake(value))
    throw invalidField(field, 'NUMBER_TYPE_COERCE', `Value "${value.slice(0, 100)}" is not snowflake.`);
  return value;
}

/** `limit` of a list, within Discord's bounds already. */
export const limitOf = (query: URLSearchParams, usual: number): number => Number(query.get('limit') ?? usual);

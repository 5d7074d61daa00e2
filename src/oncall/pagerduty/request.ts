import { api } from '@pagerduty/pdjs';
import { z } from 'zod';
import type { Instant } from '../../base/clock.ts';
import { type Refusal, type Result, messageOf, ok, refuse } from '../../base/result.ts';
import type { PagerDutyTarget } from './operations.ts';

export interface PagerDutyRequest extends PagerDutyTarget {
  readonly query?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body?: object;
  /** The acting person's own address, for writes that ask for it. */
  readonly from?: string;
}

export interface PagerDutyConnection {
  readonly apiUrl: string;
  readonly token: string;
  readonly now: () => Instant;
  /** How long an answer may take; default 10 seconds. */
  readonly timeoutMs?: number;
  /** Waits out a rate limit, and says whether to ask again. Absent: whoever asks hears of it. */
  readonly waitOut?: (until: Instant) => Promise<boolean>;
  /** Told of each answer: for how PagerDuty is doing. */
  readonly onAnswer?: (answer: Result<unknown>) => void;
}

const TIMEOUT_MS = 10_000;
/** pdjs repeats a 429 three times by itself, whatever the server says: quickly, so that we see its headers soon. */
const PDJS_RETRY_MS = 100;

const RATE_LIMIT = 'pagerduty/rate-limit';
/** Where the header that says it is missing. */
const RESET_S = 30;

/** When PagerDuty takes requests again; undefined of any other refusal. */
export const retryAtOf = (refusal: Refusal): Instant | undefined =>
  refusal.code === RATE_LIMIT && 'retryAt' in refusal && typeof refusal.retryAt === 'number'
    ? refusal.retryAt
    : undefined;

const errorSchema = z.object({
  error: z.object({ message: z.string(), code: z.number().optional(), errors: z.array(z.string()).optional() }),
});

/** PagerDuty's error codes that have a remedy of their own. */
const SENTENCES: Readonly<Record<number, readonly [code: string, sentence: string]>> = {
  2006: ['pagerduty/authentication', 'PagerDuty does not accept the token: check PAGERDUTY_API_TOKEN.'],
  2010: ['pagerduty/denied', 'PagerDuty denies this to the token: it takes one with more rights.'],
  2016: ['pagerduty/from', 'PagerDuty wants to know who acts: /muster pagerduty link says who you are there.'],
  1008: ['pagerduty/from', 'PagerDuty knows no user with that address any more: /muster pagerduty link, with another.'],
  1001: ['pagerduty/resolved', 'That incident is resolved already in PagerDuty.'],
  1002: ['pagerduty/acknowledged', 'That incident is acknowledged already in PagerDuty.'],
  1005: ['pagerduty/changed', 'Somebody changed it in PagerDuty meanwhile: try again.'],
  1015: ['pagerduty/nobody', 'Nobody is on call in PagerDuty for that policy.'],
  2100: ['pagerduty/not-found', 'PagerDuty has no such thing any more.'],
  5001: ['pagerduty/not-found', 'PagerDuty has no such thing any more.'],
};

/**
 * One request through pdjs, with what pdjs leaves open: a time limit that aborts, 4xx and 5xx as refusals, bodies that
 * are not JSON, the rate limit's own header. Refuses `pagerduty/unreachable` when native paging should take over.
 */
export async function pagerDutyRequest(
  connection: PagerDutyConnection,
  request: PagerDutyRequest,
  signal?: AbortSignal,
): Promise<Result<unknown>> {
  for (;;) {
    const answer = await ask(connection, request, signal);
    connection.onAnswer?.(answer);
    const until = answer.ok ? undefined : retryAtOf(answer.refusal);
    if (until === undefined || (await connection.waitOut?.(until)) !== true) return answer;
  }
}

async function ask(
  connection: PagerDutyConnection,
  { operation, path, query, body, from }: PagerDutyRequest,
  signal?: AbortSignal,
): Promise<Result<unknown>> {
  const url = new URL(path.replace(/^\/+/, ''), `${connection.apiUrl.replace(/\/+$/, '')}/`);
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(each));
  }
  const timeoutMs = connection.timeoutMs ?? TIMEOUT_MS;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await api({
      method: operation.slice(0, operation.indexOf(' ')),
      url: url.href,
      token: connection.token,
      retryTimeout: PDJS_RETRY_MS,
      // Its own timer does nothing, and after a failure holds the process for as long as it was set to.
      requestTimeout: 1,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(body && { data: body }),
      headers: { 'Content-Type': 'application/json', ...(from !== undefined && { From: from }) },
    });
    const data: unknown = answer.data;
    return answer.response.ok ? ok(data ?? null) : refused(answer.response, data, connection.now());
  } catch (thrown) {
    // What is no JSON is rejected as the response itself: a proxy's page, for example.
    if (isResponse(thrown)) {
      // An override that was cut short is answered by 200 and no body at all.
      const page = thrown.headers.get('content-type')?.includes('html') === true;
      if (operation.startsWith('DELETE') && thrown.ok && !page) return ok(null);
      return refuse(
        'pagerduty/unreachable',
        `PagerDuty answered ${thrown.status} with something that is not JSON. Is a proxy in between?`,
      );
    }
    return refuse(
      'pagerduty/unreachable',
      `PagerDuty cannot be reached: ${limit.aborted ? `no answer within ${timeoutMs / 1000} seconds` : messageOf(thrown)}.`,
    );
  }
}

interface Answered {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}
const isResponse = (thrown: unknown): thrown is Answered =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'status' in thrown &&
  typeof thrown.status === 'number' &&
  'headers' in thrown;

function refused(response: Answered, data: unknown, now: Instant): Result<never> {
  if (response.status === 429) {
    const header = response.headers.get('ratelimit-reset');
    const seconds = header !== null && /^\d{1,6}$/.test(header.trim()) ? Number(header) : RESET_S;
    const retryAt = now + seconds * 1000;
    const until = new Date(retryAt).toISOString().slice(11, 19);
    const refusal = { code: RATE_LIMIT, message: `PagerDuty takes no more requests until ${until} UTC.`, retryAt };
    return { ok: false, refusal };
  }
  if (response.status >= 500) return refuse('pagerduty/unreachable', `PagerDuty has trouble (${response.status}).`);
  if (response.status === 402) return refuse('pagerduty/plan', 'Your PagerDuty plan does not include this.');
  const parsed = errorSchema.safeParse(data);
  const known = parsed.success && parsed.data.error.code !== undefined ? SENTENCES[parsed.data.error.code] : undefined;
  if (known) return refuse(...known);
  const words = parsed.success
    ? [parsed.data.error.message, ...(parsed.data.error.errors ?? [])].join('; ')
    : 'no reason given';
  return refuse('pagerduty/refused', `PagerDuty refused (${response.status}): ${words.slice(0, 500)}.`);
}

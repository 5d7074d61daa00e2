import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/result.ts';
import type { Json } from '../../base/canonical-json.ts';
import { ok, refuse, type Result } from '../../base/result.ts';
import { splitCredentials } from '../../base/split-credentials.ts';
import type { HttpRunnerConfig } from '../config/runner-schema.ts';
import { sign } from '../signature.ts';
import { fill, fillHeader, fillJson, fillUrl } from '../template.ts';
import {
  type RunEnding,
  type RunJob,
  type Runner,
  CANCELLED,
  TIMED_OUT,
  failed,
  succeeded,
  unknown,
} from './runner.ts';

/** One HTTP request; every value is escaped for the place where it stands. */
export function createHttpRunner(config: HttpRunnerConfig, clock: Clock): Runner {
  return {
    name: `HTTP ${config.method}`,
    dryRuns: config.dryRunQuery !== undefined,
    ends: 'signal',
    secrets: [
      ...Object.values(config.secretHeaders).map(({ secret }) => secret),
      ...(config.sign ? [config.sign.secret] : []),
    ],

    async run(job) {
      const request = requestOf(config, job, clock);
      if (!request.ok) return failed(`${request.refusal.message} Nothing was sent.`);
      const { url, init } = request.value;
      const sent = await send(url, init, job.signal);
      if (!sent.ok) return sent.ending;
      const { response } = sent;
      const read = await readInto(response, job);
      const { status } = response;
      const fine = config.expect ? config.expect.includes(status) : status >= 200 && status < 300;
      const cut = read ? '' : ' Its answer broke off.';
      return fine ? succeeded(`Answered ${status}.${cut}`, status) : failed(`Answered ${status}.${cut}`, status);
    },
  };
}

function requestOf(config: HttpRunnerConfig, job: RunJob, clock: Clock): Result<{ url: string; init: RequestInit }> {
  const url = fillUrl(config.url, job.values);
  if (!url.ok) return url;
  const headers = new Headers({ 'user-agent': 'muster', 'idempotency-key': job.run });
  for (const [name, template] of Object.entries(config.headers)) {
    const value = fillHeader(template, job.values);
    if (!value.ok) return value;
    headers.set(name, value.value);
  }
  for (const [name, { secret, prefix }] of Object.entries(config.secretHeaders)) {
    const value = job.secret(secret);
    if (value === undefined) return refuse('secret/missing', `${secret} is not set.`);
    headers.set(name, `${prefix}${value}`);
  }
  const body = bodyOf(config, job, headers);
  if (config.sign) {
    const secret = job.secret(config.sign.secret);
    if (secret === undefined) return refuse('secret/missing', `${config.sign.secret} is not set.`);
    headers.set(config.sign.header, sign(secret, '', Buffer.from(body ?? ''), clock.now()));
  }
  const address = job.dryRun && config.dryRunQuery ? withQuery(url.value, config.dryRunQuery) : url.value;
  return ok({
    url: address,
    init: { method: config.method, headers, ...(body !== undefined && { body }), redirect: 'manual' },
  });
}

function bodyOf(config: HttpRunnerConfig, job: RunJob, headers: Headers): string | undefined {
  if (config.json !== undefined) {
    headers.set('content-type', 'application/json');
    const json: Json = config.json;
    return JSON.stringify(fillJson(json, job.values));
  }
  if (config.form) {
    headers.set('content-type', 'application/x-www-form-urlencoded');
    return new URLSearchParams(
      Object.entries(config.form).map(([name, template]): [string, string] => [name, fill(template, job.values)]),
    ).toString();
  }
  return undefined;
}

const withQuery = (url: string, query: string): string => `${url}${url.includes('?') ? '&' : '?'}${query}`;

/** Faults that come before anything was sent: then it is certain that nothing was done. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Sends it, once. When no answer comes, whether it was done there is not known, and is not claimed. */
export async function send(
  url: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<{ ok: true; response: Response } | { ok: false; ending: RunEnding }> {
  const { url: receiver, headers } = splitCredentials(url);
  try {
    const all = { ...headers, ...Object.fromEntries(new Headers(init.headers)) };
    return { ok: true, response: await fetch(receiver, { ...init, headers: all, signal }) };
  } catch (error) {
    const { host } = receiver;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const codes = faultCodes(cause);
    if (codes.length > 0 && codes.every((code) => NOT_SENT.has(code)))
      return { ok: false, ending: failed(`${host} could not be reached (${codes.join(', ')}). Nothing was run.`) };
    const why =
      signal.reason === TIMED_OUT
        ? 'no answer came until the deadline'
        : signal.reason === CANCELLED
          ? 'it was cancelled before the answer came'
          : `the connection broke off (${messageOf(cause)})`;
    return {
      ok: false,
      ending: unknown(`The request was sent to ${host}, and ${why}. Whether it was done there is not known: check.`),
    };
  }
}

/** Also of the several that one attempt over several addresses leaves. */
function faultCodes(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(faultCodes);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? [error.code] : [];
}

/** False when the answer's body broke off: its status is known all the same. */
async function readInto(response: Response, job: RunJob): Promise<boolean> {
  if (!response.body) return true;
  try {
    const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) await job.output.write(read.value);
    return true;
  } catch {
    return false;
  }
}

import { createServer, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { answersOf } from './answers.ts';
import { type AskedOfPagerDuty, pagerDutyDocument } from './document.ts';
import { type PdAnswer, createRoutes, failed, notFound } from './routes.ts';
import { type PagerDutyState, emptyState } from './state.ts';

/** What goes wrong with the next requests. `silence`: taken, never answered. `closed`: the connection breaks. */
export interface PagerDutyFault {
  readonly kind: '500' | '503' | '429' | 'html' | 'silence' | 'closed' | 'forbidden';
  /** Requests that it meets; default: every one, until `heal`. */
  readonly times?: number;
  /** Only requests whose `METHOD /path` it fits. */
  readonly only?: RegExp;
  /** Of a 429: seconds in `ratelimit-reset`; left out: no such header. */
  readonly resetSeconds?: number;
  /** The request is done all the same, and only its answer is lost. */
  readonly afterwards?: true;
}

export interface PagerDutyServer {
  /** `http://127.0.0.1:PORT`, for PAGERDUTY_API_URL. */
  readonly url: string;
  readonly state: PagerDutyState;
  readonly asked: readonly AskedOfPagerDuty[];
  /** What in requests and in our own answers PagerDuty's document does not describe; a test holds it to be empty. */
  readonly undocumented: readonly string[];
  fault(fault: PagerDutyFault): void;
  heal(): void;
  stop(): Promise<void>;
}

/**
 * A PagerDuty that keeps state: a real HTTP server that answers as `state` says and holds every request, and each of its
 * own answers, to PagerDuty's OpenAPI document where that stands beside the project (else only to its own shapes).
 */
export async function startPagerDuty(
  options: { readonly now?: () => number; readonly state?: Partial<PagerDutyState> } = {},
): Promise<PagerDutyServer> {
  const now = options.now ?? Date.now;
  const state: PagerDutyState = { ...emptyState(), ...options.state };
  const document = pagerDutyDocument();
  const asked: AskedOfPagerDuty[] = [];
  const undocumented: string[] = [];
  let faults: { fault: PagerDutyFault; left: number }[] = [];
  let made = 0;
  const newId = (first: string): string => `${first}${String(++made).padStart(6, '0')}`;
  const routes = createRoutes({ state, now, newId, answers: answersOf(state) });

  const answer = (one: AskedOfPagerDuty): PdAnswer => {
    if (one.headers['authorization'] !== `Token token=${state.token}`)
      return failed(401, 2006, 'Authentication failed');
    if (one.headers['accept'] !== 'application/vnd.pagerduty+json;version=2')
      return failed(406, 2001, 'Not Acceptable');
    const faults = document?.request(one) ?? [];
    if (faults.length > 0) {
      undocumented.push(...faults.map((fault) => `${one.method} ${one.path}: ${fault}`));
      return failed(400, 2001, 'Invalid Input Provided', faults);
    }
    for (const [method, path, handle] of routes) {
      const found = method === one.method ? path.exec(one.path) : null;
      if (!found) continue;
      try {
        return handle(one, decodeURIComponent(found[1] ?? ''), decodeURIComponent(found[2] ?? ''));
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error;
        return failed(
          400,
          2001,
          'Invalid Input Provided',
          error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
        );
      }
    }
    return notFound();
  };

  const http = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
      );
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const one = { method: request.method ?? '', path: url.pathname, query: url.searchParams, headers, body };
      asked.push(one);
      const met = faults.find(({ fault, left }) => left > 0 && (fault.only?.test(`${one.method} ${one.path}`) ?? true));
      if (met) met.left--;
      if (met && met.fault.afterwards !== true) {
        fail(met.fault, response);
        return;
      }
      const { status, body: answered } = answer(one);
      if (status < 400 && answered !== undefined) {
        const unfit = document?.answer(one, status, answered) ?? [];
        undocumented.push(...unfit.map((fault) => `answer to ${one.method} ${one.path}: ${fault}`));
      }
      if (met) fail(met.fault, response);
      else json(response, status, answered);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(http.address());

  return {
    url: `http://127.0.0.1:${port}`,
    state,
    asked,
    undocumented,
    fault: (fault) => faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }),
    heal: () => {
      faults = [];
    },
    stop: () =>
      new Promise((resolve) => {
        http.close(() => {
          resolve();
        });
        http.closeAllConnections();
      }),
  };
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function fail({ kind, resetSeconds }: PagerDutyFault, response: ServerResponse): void {
  if (kind === 'silence') return;
  if (kind === 'closed') response.destroy();
  else if (kind === 'html')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Corporate proxy: log in</h1>');
  else if (kind === 'forbidden') json(response, 403, { error: { message: 'Access Denied', code: 2010 } });
  else if (kind === '429')
    json(
      response,
      429,
      { error: { message: 'Rate Limit Exceeded', code: 2020 } },
      resetSeconds === undefined ? {} : { 'ratelimit-reset': String(resetSeconds) },
    );
  else json(response, Number(kind), { error: { message: 'Internal Server Error', code: 2000 } });
}

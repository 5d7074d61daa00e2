import { createServer } from 'node:http';
import { z } from 'zod';
import type { AskedOfPagerDuty, PagerDutyDocument } from './document.ts';

export interface DocumentServer {
  /** `http://127.0.0.1:PORT`, for PAGERDUTY_API_URL. */
  readonly url: string;
  /** `GET /incidents/{id}`, as the document names them, in order. */
  readonly asked: readonly string[];
  /** What in requests the document does not describe; each of them was refused. */
  readonly faults: readonly string[];
  /** What an operation answers: the document's own example where it has one (default), or all that its schema describes. */
  answerWith(kind: 'examples' | 'generated'): void;
  /** Operations that find nothing from now on. */
  hide(operation: RegExp | undefined): void;
  stop(): Promise<void>;
}

/**
 * A PagerDuty that is its OpenAPI document and nothing else: a real HTTP server that keeps no state, refuses what the
 * document does not describe (path, query, headers, body), and answers as the document says.
 */
export async function startDocumentServer(document: PagerDutyDocument): Promise<DocumentServer> {
  const asked: string[] = [];
  const faults: string[] = [];
  let kind: 'examples' | 'generated' = 'examples';
  let hidden: RegExp | undefined;

  const answer = (one: AskedOfPagerDuty): { readonly status: number; readonly body: unknown } => {
    const documented = document.example(one);
    asked.push(documented?.operation ?? `${one.method} ${one.path}`);
    const unfit = [...document.request(one)];
    if (one.headers['accept'] !== 'application/vnd.pagerduty+json;version=2')
      unfit.push(`header accept: ${one.headers['accept'] ?? 'missing'}`);
    if (!documented || unfit.length > 0) {
      faults.push(...unfit.map((fault) => `${one.method} ${one.path}: ${fault}`));
      return { status: 400, body: { error: { message: 'Invalid Input Provided', code: 2001, errors: unfit } } };
    }
    if (hidden?.test(documented.operation))
      return { status: 404, body: { error: { message: 'Not Found', code: 2100 } } };
    const { status, example, generated } = documented;
    return { status, body: kind === 'examples' ? (example ?? generated) : generated };
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
      const { status, body: answered } = answer({
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers,
        body,
      });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(answered === undefined ? undefined : JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(http.address());

  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    faults,
    answerWith: (chosen) => (kind = chosen),
    hide: (operation) => (hidden = operation),
    stop: () =>
      new Promise((resolve) => {
        http.close(() => {
          resolve();
        });
        http.closeAllConnections();
      }),
  };
}

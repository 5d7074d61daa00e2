import type { Context } from 'hono';

/** A request from another program, before anybody believed it: the body as it came, for checking its signature. */
export interface Inbound {
  /** `pagerduty`, `alertmanager`, `generic/nagios`; of callbacks the run's id. */
  readonly source: string;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
  readonly remote: string | undefined;
}

export interface InboundAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type InboundHandler = (request: Inbound) => Promise<InboundAnswer>;

const LARGEST_BODY_BYTES = 1024 * 1024;
/** So many at once are worked on; more are asked to come back, before their bodies are read. */
const MOST_AT_ONCE = 200;

/** Reads the body up to the limit; undefined when it is larger. */
async function readBody(request: Request): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST_BODY_BYTES) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = request.body;
  if (!body) return new Uint8Array();
  for await (const part of body) {
    size += part.byteLength;
    if (size > LARGEST_BODY_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const sentence = (context: Context, status: 408 | 413 | 503, text: string): Response =>
  context.json({ status: 'error', message: text }, status);

/** A mount point for requests of other programs: raw body, a limit on its size, and 503 with Retry-After under load. */
export function createInbound(): (
  handler: InboundHandler,
  source: (context: Context) => string,
) => (context: Context) => Promise<Response> {
  let atWork = 0;
  return (handler, source) => async (context) => {
    if (atWork >= MOST_AT_ONCE) {
      context.header('retry-after', '5');
      return sentence(context, 503, 'Muster is busy. Send it again in some seconds.');
    }
    atWork++;
    try {
      const body = await readBody(context.req.raw).catch(() => null);
      if (body === null) return sentence(context, 408, 'The body did not arrive whole.');
      if (!body) return sentence(context, 413, `The body is larger than ${LARGEST_BODY_BYTES} bytes.`);
      const answer = await handler({
        source: source(context),
        headers: context.req.raw.headers,
        query: new URL(context.req.url).searchParams,
        body,
        remote: context.req.header('x-forwarded-for'),
      });
      return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), {
        status: answer.status,
        headers: { ...(answer.body !== undefined && { 'content-type': 'application/json' }), ...answer.headers },
      });
    } finally {
      atWork--;
    }
  };
}

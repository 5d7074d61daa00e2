import { z } from 'zod';
import { failpoint } from '../base/failpoint.ts';
import { hash } from 'node:crypto';
import { ID_PATTERN } from '../base/ids.ts';
import { configOf } from './configured.ts';
import type { Executor } from './execute.ts';
import { type ActionsParts, registerOf } from './parts.ts';
import { failed, succeeded, unknown } from './runners/runner.ts';
import { verifySignature } from './signature.ts';

/** What a web server hands over and sends back: nothing of any framework. */
export interface WebRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
}
export interface WebAnswer {
  readonly status: number;
  readonly body: { readonly [key: string]: string | boolean };
}

const callbackSchema = z.object({
  /** Of the report, not of the run: the same one counts once, however often it is delivered. */
  id: z.string().min(1).max(100),
  state: z.enum(['accepted', 'running', 'log', 'succeeded', 'failed', 'cancelled']),
  percent: z.number().min(0).max(100).optional(),
  line: z.string().max(4000).optional(),
  status: z.int().optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
});

const MOST_BYTES = 262_144;

/**
 * `POST /callbacks/:run`: a deploy server reports on a run that it was given. Signed like the request that it got, over
 * the run's id and the raw body, so that nothing forged, replayed or meant for another run is taken.
 */
export function createCallbacks(parts: ActionsParts, executor: Executor) {
  return async (run: string, { headers, rawBody }: WebRequest): Promise<WebAnswer> => {
    const no = (status: number, code: string, message: string): WebAnswer => ({
      status,
      body: { ok: false, code, message },
    });
    if (rawBody.length > MOST_BYTES)
      return no(413, 'callback/too-large', 'A report may have 256 KiB. Send logs line by line.');
    if (!ID_PATTERN.test(run)) return no(404, 'run/unknown', 'There is no such run.');
    const current = (await registerOf(parts)).runs[run];
    const configured = current && configOf(parts.config(), current.plan);
    const webhook = configured?.ok && 'webhook' in configured.value.runs ? configured.value.runs.webhook : undefined;
    const secret = webhook && parts.environment[webhook.secret];
    // Who cannot sign learns nothing about which runs there are.
    if (!current || !secret) return no(404, 'run/unknown', 'There is no such run under way, or it takes no callbacks.');
    const signed = verifySignature(headers['muster-signature'], secret, run, rawBody, parts.clock.now());
    if (!signed.ok) return no(401, signed.refusal.code, signed.refusal.message);
    const report = parsedReport(rawBody);
    if (!report)
      return no(
        400,
        'callback/form',
        'The body is no report: {"id", "state", "percent"?, "line"?, "status"?, "url"?}.',
      );
    if (current.state !== 'running' && current.state !== 'unknown')
      return no(409, 'run/not-running', 'The run has not been started, or has ended.');

    const cause = `callback:${run}:${hash('sha256', report.id).slice(0, 40)}`;
    if (await parts.store.findCommit(cause)) return { status: 200, body: { ok: true, repeated: true } };
    failpoint('callback.received');
    const { status = null, url = null, line } = report;
    const final = report.state === 'succeeded' || report.state === 'failed' || report.state === 'cancelled';
    if (final && line !== undefined) await executor.append(run, line); // the end closes the output
    switch (report.state) {
      case 'accepted':
      case 'running':
      case 'log':
        if (
          (await executor.progress(run, report.percent ?? current.percent ?? 0, line?.slice(0, 300) ?? null, cause)) &&
          line !== undefined
        )
          await executor.append(run, line);
        break;
      case 'succeeded':
        await executor.end(run, succeeded(line ?? 'The deploy server reported success.', status, url), cause);
        break;
      case 'failed':
        await executor.end(run, { ...failed(line ?? 'The deploy server reported a failure.', status), url }, cause);
        break;
      case 'cancelled':
        await executor.end(
          run,
          { ...unknown(line ?? 'The deploy server ended it.'), outcome: 'cancelled', url },
          cause,
        );
        break;
    }
    return { status: 200, body: { ok: true, repeated: false } };
  };
}

function parsedReport(rawBody: Uint8Array): z.infer<typeof callbackSchema> | undefined {
  try {
    const parsed = callbackSchema.safeParse(JSON.parse(Buffer.from(rawBody).toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

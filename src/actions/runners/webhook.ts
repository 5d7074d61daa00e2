import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/result.ts';
import { splitCredentials } from '../../base/split-credentials.ts';
import type { WebhookRunnerConfig } from '../config/runner-schema.ts';
import { sign } from '../signature.ts';
import { type Values, fillUrl } from '../template.ts';
import { send } from './http-request.ts';
import { type Asked, type Runner, failed, succeeded, unknown } from './runner.ts';

const statusSchema = z.object({
  state: z.enum(['accepted', 'running', 'succeeded', 'failed', 'cancelled', 'unknown-run']),
  message: z.string().max(2000).optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
});

const ASK_TIMEOUT_MS = 15_000;

/** A deploy server that does the work elsewhere, and reports to `POST /callbacks/:run`. */
export function createWebhookRunner(
  config: WebhookRunnerConfig,
  parts: { readonly clock: Clock; readonly publicUrl: () => string | undefined },
): Runner {
  const signed = (secret: string, run: string, body: string): RequestInit => ({
    method: 'POST',
    redirect: 'manual',
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'muster',
      'idempotency-key': run,
      'muster-signature': sign(secret, run, Buffer.from(body), parts.clock.now()),
    },
  });

  return {
    name: 'deploy server',
    dryRuns: false,
    ends: config.cancelUrl === undefined ? 'never' : 'request',
    secrets: [config.secret],

    async run(job) {
      const callback = parts.publicUrl();
      if (callback === undefined)
        return failed('The deploy server could not report back: MUSTER_PUBLIC_URL is not set. Nothing was sent.');
      const url = fillUrl(config.url, job.values);
      if (!url.ok) return failed(`${url.refusal.message} Nothing was sent.`);
      const body = JSON.stringify({
        run: job.run,
        summary: job.summary,
        values: job.values,
        deadline: new Date(job.deadlineAt).toISOString(),
        callback: new URL(`/callbacks/${job.run}`, callback).href,
      });
      const sent = await send(url.value, signed(job.secret(config.secret) ?? '', job.run, body), job.signal);
      // Whether a lost request arrived shows when it reports, or is asked at the deadline.
      if (!sent.ok) return sent.ending.outcome === 'unknown' && config.statusUrl !== undefined ? null : sent.ending;
      const { status } = sent.response;
      const text = (await sent.response.text().catch(() => '')).slice(0, 500);
      if (status >= 200 && status < 300) return null;
      return failed(`The deploy server refused it: ${status} ${text}`.trim(), status);
    },

    async ask({ run, values, secret, signal }) {
      if (config.statusUrl === undefined)
        return {
          known: 'nothing',
          reason: 'The deploy server cannot be asked (no statusUrl), and has not reported an end.',
        };
      return ask(config.statusUrl, { ...values, run }, (url) => {
        const timeout = AbortSignal.timeout(ASK_TIMEOUT_MS);
        const { url: receiver, headers } = splitCredentials(url);
        return fetch(receiver, {
          redirect: 'manual',
          signal: AbortSignal.any([signal, timeout]),
          headers: {
            ...headers,
            'user-agent': 'muster',
            'muster-signature': sign(secret(config.secret) ?? '', run, Buffer.alloc(0), parts.clock.now()),
          },
        });
      });
    },

    async cancel({ run, values, secret, signal }) {
      if (config.cancelUrl === undefined) return false;
      const url = fillUrl(config.cancelUrl, { ...values, run });
      if (!url.ok) return false;
      const sent = await send(
        url.value,
        signed(secret(config.secret) ?? '', run, JSON.stringify({ run, cancel: true })),
        signal,
      );
      return sent.ok && sent.response.ok;
    },
  };
}

async function ask(template: string, values: Values, get: (url: string) => Promise<Response>): Promise<Asked> {
  const url = fillUrl(template, values);
  if (!url.ok) return { known: 'nothing', reason: url.refusal.message };
  try {
    const response = await get(url.value);
    if (response.status === 404) return { known: 'never' };
    if (!response.ok) return { known: 'nothing', reason: `The deploy server answered ${response.status} when asked.` };
    const { state, message, url: page } = statusSchema.parse(await response.json());
    const said = message ?? 'As the deploy server says.';
    switch (state) {
      case 'unknown-run':
        return { known: 'never' };
      case 'accepted':
      case 'running':
        return { known: 'pending', external: null };
      case 'succeeded':
        return { known: 'ended', ending: succeeded(said, null, page ?? null) };
      case 'failed':
        return { known: 'ended', ending: { ...failed(said), url: page ?? null } };
      case 'cancelled':
        return { known: 'ended', ending: { ...unknown(said), outcome: 'cancelled', url: page ?? null } };
    }
  } catch (error) {
    return { known: 'nothing', reason: `The deploy server could not be asked (${messageOf(error).slice(0, 200)}).` };
  }
}

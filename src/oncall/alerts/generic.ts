import { z } from 'zod';
import { type Result, ok } from '../../base/result.ts';
import { type Alert, bounded, parseBody, severityOf, webAddress } from './alert.ts';

const bodySchema = z.object({
  summary: z.string().min(1).max(4000),
  key: z.string().min(1).max(200).optional(),
  status: z.enum(['firing', 'acknowledged', 'resolved']).default('firing'),
  severity: z.string().optional(),
  service: z.string().optional(),
  startedAt: z.string().optional(),
  url: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
});

/** `POST /webhooks/generic/:source`: `{ "summary": "…", "key"?, "status"?, "severity"?, "service"?, "startedAt"?, "url"?, "labels"? }`. */
export function parseGeneric(rawBody: string, source: string): Result<readonly Alert[]> {
  const body = parseBody(rawBody, bodySchema);
  if (!body.ok) return body;
  const { summary, key, status, severity, service, startedAt, url, labels } = body.value;
  return ok([
    bounded({
      source,
      dedupKey: `${source}:${key ?? summary}`,
      status,
      summary,
      severity: severityOf(severity),
      service: service ?? null,
      occurrence: startedAt ?? null,
      url: webAddress(url),
      labels,
    }),
  ]);
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Result, ok } from '../../base/result.ts';
import { type Alert, bounded, instantOf, parseBody, severityOf, webAddress } from './alert.ts';

const words = z.record(z.string(), z.string());

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config (version 4). Grafana sends the same and more. */
const payloadSchema = z.object({
  groupKey: z.string().optional(),
  alerts: z
    .array(
      z.object({
        status: z.enum(['firing', 'resolved']),
        labels: words,
        annotations: words.default({}),
        startsAt: z.string().optional(),
        generatorURL: z.string().optional(),
        dashboardURL: z.string().optional(),
        panelURL: z.string().optional(),
        fingerprint: z.string().optional(),
      }),
    )
    .max(10_000),
});

/** One alert an element of `alerts`. */
export function parseAlertmanager(rawBody: string, source: 'alertmanager' | 'grafana'): Result<readonly Alert[]> {
  const body = parseBody(rawBody, payloadSchema);
  if (!body.ok) return body;
  return ok(
    body.value.alerts.map(({ status, labels, annotations, ...alert }) =>
      bounded({
        source,
        dedupKey: `${source}:${alert.fingerprint ?? fingerprintOf(labels)}`,
        status,
        summary:
          annotations['summary'] ?? annotations['title'] ?? annotations['description'] ?? labels['alertname'] ?? '',
        severity: severityOf(labels['severity'] ?? labels['priority']),
        service: labels['service'] ?? labels['job'] ?? null,
        startedAt: instantOf(alert.startsAt),
        url:
          webAddress(annotations['runbook_url']) ??
          webAddress(alert.panelURL) ??
          webAddress(alert.dashboardURL) ??
          webAddress(alert.generatorURL),
        labels,
      }),
    ),
  );
}

/** Old senders leave the fingerprint out: the labels are what identifies an alert. */
function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}

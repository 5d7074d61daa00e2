import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Result, ok } from '../../base/result.ts';
import { ALERT_SEVERITIES, type Alert, bounded, parseBody, severityOf, webAddress } from './alert.ts';

const words = z.record(z.string(), z.string());
const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: words,
  annotations: words.default({}),
  startsAt: z.string().optional(),
  generatorURL: z.string().optional(),
  dashboardURL: z.string().optional(),
  panelURL: z.string().optional(),
  fingerprint: z.string().optional(),
});
type Member = z.infer<typeof alertSchema>;

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config (version 4). Grafana sends the same and more. */
const payloadSchema = z.object({
  groupKey: z.string().optional(),
  status: z.enum(['firing', 'resolved']).optional(),
  /** How many were left out of `alerts` by the receiver's `max_alerts`. */
  truncatedAlerts: z.number().optional(),
  alerts: z.array(alertSchema).max(10_000),
});

/** As many of a group are named in a page; the rest is counted. */
const MOST_NAMED = 8;

/**
 * What a group says of one service is one problem, as it is for PagerDuty: forty disks that fill up are one page, which
 * ends when the last of them is well. Without a group every alert is a problem of its own.
 */
export function parseAlertmanager(rawBody: string, source: 'alertmanager' | 'grafana'): Result<readonly Alert[]> {
  const body = parseBody(rawBody, payloadSchema);
  if (!body.ok) return body;
  const { groupKey, status, truncatedAlerts = 0, alerts } = body.value;
  const problems = Map.groupBy(alerts, (alert) =>
    groupKey === undefined ? fingerprintOf(alert) : digest([groupKey, serviceOf(alert)]),
  );
  // Those that were left out may be the ones that go on.
  const goesOn = truncatedAlerts > 0 && status === 'firing';
  return ok([...problems].map(([key, members]) => problemOf(members, `${source}:${key}`, source, goesOn)));
}

function problemOf(members: readonly Member[], dedupKey: string, source: string, goesOn: boolean): Alert {
  const firing = members.filter((alert) => alert.status === 'firing');
  const present = firing.length > 0 ? firing : members;
  const severities = present.map(({ labels }) => severityOf(labels['severity'] ?? labels['priority']));
  const [first] = present;
  return bounded({
    source,
    dedupKey,
    status: firing.length > 0 || goesOn ? 'firing' : 'resolved',
    summary: summaryOf(present),
    severity: ALERT_SEVERITIES.find((severity) => severities.includes(severity)) ?? 'error',
    service: first ? serviceOf(first) : null,
    // The same ones, since the same moments: that is the same message once more.
    occurrence: present.every(({ startsAt }) => startsAt !== undefined)
      ? digest(present.map((alert) => `${fingerprintOf(alert)}@${alert.startsAt ?? ''}`).sort())
      : null,
    url: present.map(urlOf).find((url) => url !== null) ?? null,
    labels: first?.labels ?? {},
  });
}

function summaryOf(alerts: readonly Member[]): string {
  const lines = alerts.map(({ labels, annotations }) => {
    const said = annotations['summary'] ?? annotations['title'] ?? annotations['description'] ?? labels['alertname'];
    return (said ?? '').trim() || 'Alert without a summary';
  });
  const [first = '', ...others] = lines;
  if (others.length === 0) return first;
  const named = others.slice(0, MOST_NAMED).map((line) => `• ${line.length <= 100 ? line : `${line.slice(0, 99)}…`}`);
  const more = others.length - named.length;
  return [
    // A locked phone shows the first line.
    `${first.length <= 200 ? first : `${first.slice(0, 199)}…`} (and ${others.length} more)`,
    ...named,
    ...(more > 0 ? [`• … ${more} more`] : []),
  ].join('\n');
}

const serviceOf = ({ labels }: Member): string | null => labels['service'] ?? labels['job'] ?? null;

const urlOf = ({ annotations, panelURL, dashboardURL, generatorURL }: Member): string | null =>
  webAddress(annotations['runbook_url']) ??
  webAddress(panelURL) ??
  webAddress(dashboardURL) ??
  webAddress(generatorURL);

/** Old senders leave the fingerprint out: the labels are what identifies an alert. */
const fingerprintOf = ({ fingerprint, labels }: Member): string =>
  fingerprint ?? digest(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

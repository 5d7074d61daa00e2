import { type Result, ok, refuse } from '../../base/result.ts';
import type { z } from 'zod';
import type { Urgency } from '../config/person.ts';

export const ALERT_SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/** What a monitoring system says, in one shape whatever system it was. All of its text is somebody's words. */
export type Alert = {
  /** `alertmanager`, `grafana`, `events-v2`, or the name under /webhooks/generic/. */
  readonly source: string;
  /** The same for all messages about one problem; at most 255 characters. */
  readonly dedupKey: string;
  readonly status: 'firing' | 'acknowledged' | 'resolved';
  readonly summary: string;
  readonly severity: AlertSeverity;
  /** A key of `services:` in muster.yaml, as far as the alert names one. */
  readonly service: string | null;
  /** The same for every repetition of one message; null: each message is a new one. */
  readonly occurrence: string | null;
  readonly url: string | null;
  readonly labels: Readonly<Record<string, string>>;
};

export const LONGEST_DEDUP_KEY = 255;
const LONGEST_SUMMARY = 1024;
const MOST_LABELS = 50;
const LONGEST_LABEL = 300;

/** Parses a request's body: JSON, then the system's own shape. Refuses `alert/json` and `alert/shape` with what is wrong where. */
export function parseBody<T>(rawBody: string, schema: z.ZodType<T>): Result<T> {
  let body: unknown;
  try {
    body = JSON.parse(rawBody);
  } catch {
    return refuse('alert/json', 'The body is not JSON.');
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return refuse(
    'alert/shape',
    `${issue?.path.map(String).join('.') || 'The body'}: ${issue?.message ?? 'does not fit'}.`,
  );
}

/** Cuts what is too long to keep, and what is too much. */
export function bounded(alert: Alert): Alert {
  const labels = Object.entries(alert.labels).slice(0, MOST_LABELS);
  return {
    ...alert,
    summary: cut(alert.summary.trim() || 'Alert without a summary', LONGEST_SUMMARY),
    dedupKey: cut(alert.dedupKey, LONGEST_DEDUP_KEY),
    labels: Object.fromEntries(labels.map(([name, value]) => [cut(name, 100), cut(value, LONGEST_LABEL)])),
  };
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** The words that systems use for how bad it is; what is unknown counts as an error: better to be woken. */
export function severityOf(word: string | undefined): AlertSeverity {
  switch (word?.toLowerCase()) {
    case 'critical':
    case 'page':
    case 'emergency':
    case 'fatal':
    case 'p1':
      return 'critical';
    case 'warning':
    case 'warn':
    case 'minor':
    case 'p3':
      return 'warning';
    case 'info':
    case 'informational':
    case 'none':
    case 'p4':
    case 'p5':
      return 'info';
    default:
      return 'error';
  }
}

/** How urgently it pages. */
export const urgencyOf = (severity: AlertSeverity): Urgency =>
  severity === 'critical' || severity === 'error' ? 'high' : 'low';

/** An http(s) address, or null: links from outside are shown, so nothing else may be one. */
export function webAddress(text: string | undefined): string | null {
  if (text === undefined) return null;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : null;
}

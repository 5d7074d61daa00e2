import type { Projection } from '../timeline/projection.ts';
import { diagnosticFinished } from './entries/diagnostic-finished.ts';
import { diagnosticStarted } from './entries/diagnostic-started.ts';

/** A run that has begun and of which no end is recorded. */
export type RunningRow = {
  readonly stream: string;
  readonly diagnostic: string;
  readonly given: Readonly<Record<string, string | number | boolean>>;
  /** Where it was asked for, and by which interaction: so that its message can be found after a restart. */
  readonly channel: string | null;
  readonly interaction: string | null;
  readonly service: string | null;
  readonly startedAt: number;
};

/** What runs now: at a start of Muster, what the last one left behind. */
export const runningRuns: Projection<RunningRow> = {
  name: 'diagnostic-running',
  version: 1,
  kinds: new Set([diagnosticStarted.kind, diagnosticFinished.kind]),
  apply(entry) {
    if (entry.kind === diagnosticFinished.kind) {
      const finished = diagnosticFinished.schema.safeParse(entry.data);
      return finished.success ? [{ key: finished.data.run, row: null }] : [];
    }
    const started = diagnosticStarted.schema.safeParse(entry.data);
    if (!started.success) return [];
    const { run, diagnostic, given, channel, service } = started.data;
    const row: RunningRow = {
      stream: entry.stream,
      diagnostic,
      given,
      channel: channel ?? null,
      interaction: entry.source.correlationId ?? null,
      service: service ?? null,
      startedAt: entry.recordedAt,
    };
    return [{ key: run, row, bucket: 'running', sort: entry.recordedAt }];
  },
};

import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What is asked for at each scrape: numbers that somebody else keeps. */
export interface Observed {
  /** Open incidents by severity. Private ones are counted, never named. */
  readonly openIncidents: Readonly<Record<string, number>>;
  readonly effectsPending: number;
  readonly effectsParked: number;
  /** How late the most overdue effect is; 0 when none is. */
  readonly effectsBehindMs: number;
  /** After a restore nothing is done, and nothing counts as late, until somebody lets it go. */
  readonly held: boolean;
  readonly gatewayConnected: boolean;
  readonly calendarArmed: boolean;
}

/** What the auditor of pages found this minute. */
export interface Audited {
  /** Open or put off: somebody is still to answer. */
  readonly open: number;
  /** How many had no next action any more, and were armed again. Anything but 0 is a bug. */
  readonly rearmed: number;
  /** Unix time, milliseconds. */
  readonly at: number;
}

export interface Metrics {
  /** A command, button or form was answered (or refused, or failed), so long after it arrived. */
  interaction(name: string, outcome: 'answered' | 'refused' | 'failed', durationMs: number): void;
  httpRequest(route: string, status: number, durationMs: number): void;
  entriesCommitted(count: number): void;
  /** An audit of the open pages has ended. */
  audited(audit: Audited): void;
  /** Where the numbers of `Observed` come from; without it they are left out. */
  observe(read: () => Promise<Observed>): void;
  /** The Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Seconds; the last buckets are Discord's deadline of 3 s and beyond. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10];

/** Muster's metrics in a registry of their own: two Musters in one process (the tests) do not meet in it. */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'muster_build_info',
    help: 'Always 1; the version is a label.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  const interactions = new Counter({
    name: 'muster_interactions_total',
    help: 'Interactions by what was asked for and how it ended.',
    labelNames: ['name', 'outcome'],
    registers,
  });
  const interactionSeconds = new Histogram({
    name: 'muster_interaction_seconds',
    help: 'From the arrival of an interaction to its first answer.',
    labelNames: ['name', 'outcome'],
    buckets: BUCKETS,
    registers,
  });
  const requests = new Counter({
    name: 'muster_http_requests_total',
    help: 'Requests by route and status.',
    labelNames: ['route', 'status'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'muster_http_request_seconds',
    help: 'From request to answer.',
    labelNames: ['route'],
    buckets: BUCKETS,
    registers,
  });
  const pagesWaiting = new Gauge({
    name: 'muster_pages_waiting',
    help: 'Pages that nobody has answered yet, at the last audit.',
    registers,
  });
  const pagesRearmed = new Counter({
    name: 'muster_pages_rearmed_total',
    help: 'Open pages that had lost their next action and were armed again: alert on any increase.',
    registers,
  });
  const lastAudit = new Gauge({
    name: 'muster_pages_last_audit_timestamp_seconds',
    help: 'When open pages were last audited: alert when it is older than five minutes.',
    registers,
  });
  const entries = new Counter({ name: 'muster_entries_committed_total', help: 'Timeline entries on disk.', registers });

  return {
    interaction(name, outcome, durationMs) {
      interactions.inc({ name, outcome });
      interactionSeconds.observe({ name, outcome }, durationMs / 1000);
    },
    httpRequest(route, status, durationMs) {
      requests.inc({ route, status: String(status) });
      requestSeconds.observe({ route }, durationMs / 1000);
    },
    entriesCommitted(count) {
      entries.inc(count);
    },
    audited({ open, rearmed, at }) {
      pagesWaiting.set(open);
      pagesRearmed.inc(rearmed);
      lastAudit.set(at / 1000);
    },
    observe(read) {
      let current: Promise<Observed> | undefined;
      // One question a scrape, however many gauges want its answer.
      const once = (): Promise<Observed> =>
        (current ??= read().finally(() => {
          setImmediate(() => (current = undefined));
        }));
      const gauge = (name: string, help: string, value: (observed: Observed) => number): void => {
        new Gauge({
          name,
          help,
          registers,
          async collect() {
            this.set(value(await once()));
          },
        });
      };
      gauge('muster_effects_pending', 'Effects that wait to be done.', (observed) => observed.effectsPending);
      gauge(
        'muster_effects_parked',
        'Effects that kept failing and wait for a person.',
        (observed) => observed.effectsParked,
      );
      gauge(
        'muster_effects_behind_seconds',
        'How late the most overdue effect is.',
        (observed) => observed.effectsBehindMs / 1000,
      );
      gauge('muster_held', '1 while everything is held back after a restore.', (observed) => (observed.held ? 1 : 0));
      gauge('muster_gateway_connected', '1 while the gateway session is open.', (observed) =>
        observed.gatewayConnected ? 1 : 0,
      );
      gauge(
        'muster_calendar_armed',
        '1 while everything that happens by the calendar has its next run on disk.',
        (observed) => (observed.calendarArmed ? 1 : 0),
      );
      new Gauge({
        name: 'muster_open_incidents',
        help: 'Open incidents by severity.',
        labelNames: ['severity'],
        registers,
        async collect() {
          this.reset();
          for (const [severity, count] of Object.entries((await once()).openIncidents)) this.set({ severity }, count);
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

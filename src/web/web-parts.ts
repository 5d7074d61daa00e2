import type { Logger } from 'pino';
import type { Clock, Instant } from '../base/clock.ts';
import type { Viewer } from '../catalog/viewer.ts';
import type { AckParts } from './ack-routes.ts';
import type { InboundHandler } from './inbound.ts';
import type { Metrics } from './metrics.ts';

export type ExportName = 'md' | 'json' | 'csv' | 'html';

/** An incident as the list shows it. */
export interface ListedIncident {
  readonly number: number;
  readonly title: string;
  readonly severity: string;
  readonly status: string;
  readonly kind: string;
  readonly private: boolean;
  readonly open: boolean;
  readonly declaredAt: Instant;
  /** Whether statistics take it in: drills, merged and cancelled ones are left out. */
  readonly counted: boolean;
  /** From its start to its resolution, by its milestones; null when that is not known. */
  readonly resolveMs: number | null;
  /** Why it is not, of one that was resolved: `start not recorded`. */
  readonly whyNoResolveMs: string | null;
  readonly services: readonly string[];
}

export interface FoundIncident {
  /** Nobody has resolved or cancelled it. */
  readonly open: boolean;
  /** Something is still added to it: one that was resolved is live until it is closed. */
  readonly live: boolean;
  readonly title: string;
  readonly stream: string;
}

/** Every read takes who looks; what they may not see does not exist for them. */
export interface IncidentReads {
  list(viewer: Viewer): Promise<readonly ListedIncident[]>;
  find(number: number, viewer: Viewer): Promise<FoundIncident | undefined>;
  exportOf(
    number: number,
    format: ExportName,
    viewer: Viewer,
  ): Promise<{ readonly fileName: string; readonly text: AsyncIterable<string> } | undefined>;
  /** Calls `changed` after each commit to this incident's stream; returns how to stop. Without it, pages refresh by themselves. */
  watch?(stream: string, changed: () => void): () => void;
}

export interface Shift {
  readonly schedule: string;
  readonly person: string;
  readonly from: Instant;
  readonly to: Instant;
}

export type Gap = Omit<Shift, 'person'>;

export interface OncallReads {
  /** iCalendar text for this reader; undefined when there is no such schedule, or they may not read it (any more). */
  calendar(schedule: string, person: string): Promise<string | undefined>;
  /** Which of a person's addresses of a calendar count: those of before a renewal do not. Default: the first. */
  calendarGeneration?(schedule: string, person: string): Promise<string>;
  /** Final shifts of all schedules within the span, names resolved. */
  shifts(from: Instant, to: Instant, viewer: Viewer): Promise<readonly Shift[]>;
  /** When nobody is on call in one of them who ought to be, from now on. */
  gaps?(from: Instant, to: Instant): Promise<readonly Gap[]>;
}

export interface WebParts {
  readonly clock: Clock;
  readonly logger?: Pick<Logger, 'error'>;
  readonly metrics: Metrics;
  /** How long a request may take to arrive whole; default 20 seconds. */
  readonly slowestRequestMs?: number;
  /** Signs links. Keep it as long as links shall work; at least 16 characters. */
  readonly linkSecret: string;
  /** Why it is not ready, in words; empty when it is. */
  readonly notReady: () => Promise<readonly string[]>;
  /** Who somebody is now: rights that were taken back since a link was handed out are gone. Rejects while Discord cannot be asked. */
  readonly viewerOf: (person: string) => Promise<Viewer | undefined>;
  readonly organisation?: () => string;
  /** Where the messages are that entries link to; default: https://discord.com. On the sandbox, its page. */
  readonly chatOrigin?: string;
  readonly incidents?: IncidentReads;
  readonly oncall?: OncallReads;
  /** Signed links that answer a page. */
  readonly answerByLink?: AckParts;
  readonly webhook?: InboundHandler;
  readonly callback?: InboundHandler;
  readonly enqueue?: InboundHandler;
}

import { z } from 'zod';
import type { Instant } from '../base/clock.ts';

export const PRECISIONS = ['second', 'minute', 'approximate', 'order-only'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** Who did it. `id` is opaque: for a person the Discord user id (or, without one, the key in muster.yaml). */
export const partySchema = z.object({
  kind: z.enum(['person', 'muster', 'integration', 'anonymous']),
  id: z.string().min(1).max(100),
});
export type Party = z.infer<typeof partySchema>;

/** What an entry is about: a person, a role, a service, a page, a channel … by opaque id. */
export const subjectSchema = z.object({ kind: z.string().min(1).max(40), id: z.string().min(1).max(200) });
export type Subject = z.infer<typeof subjectSchema>;

export const SOURCES = [
  'command',
  'button',
  'modal',
  'menu',
  'reaction',
  'message',
  'webhook',
  'timer',
  'effect',
  'api',
  'cli',
  'import',
] as const;
export const sourceSchema = z.object({
  kind: z.enum(SOURCES),
  /** Where one can see it: a message's address, an alert's. */
  permalink: z.url({ protocol: /^https?$/ }).optional(),
  /** Ties together what one cause set off: the interaction's, webhook's or effect's id. */
  correlationId: z.string().max(200).optional(),
});
export type Source = z.infer<typeof sourceSchema>;

/** When it happened, as well as anybody knows. */
export type When =
  | { readonly precision: 'second' | 'minute' | 'approximate'; readonly at: Instant }
  /** Its time is unknown: it stands after that entry. */
  | { readonly precision: 'order-only'; readonly after: string };

/** One line of the record, as it is kept. Nothing in it ever changes, erasure excepted. */
export interface Entry<K extends string = string, D = unknown> {
  readonly id: string;
  readonly stream: string;
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  readonly kind: K;
  readonly v: number;
  /** UTC; null exactly when `precision` is `order-only`. */
  readonly eventAt: Instant | null;
  readonly precision: Precision;
  /** The id of the entry that this one stands behind, when its time is unknown. */
  readonly after: string | null;
  /** When Muster committed it, UTC; never decreases within a stream. */
  readonly recordedAt: Instant;
  readonly actor: Party;
  readonly subject: Subject | null;
  readonly source: Source;
  /** The id of the original entry that this one corrects or retracts. */
  readonly revises: string | null;
  /** Whether a secret stood in the payload and was masked before it was kept. */
  readonly masked: boolean;
  /** The payload; null once erased. */
  readonly data: D | null;
  readonly salt: string | null;
  readonly digest: string;
  readonly hash: string;
  /** The id of the entry, on the organisation's timeline, that records the erasure; null as long as data is there. */
  readonly erasedBy: string | null;
}

/** What a decision says; the timeline adds ids, sequence, times, actor and hashes. */
export interface EntryDraft<K extends string = string, D = unknown> {
  readonly kind: K;
  readonly data: D;
  /** Default: now, to the second. */
  readonly when?: When;
  readonly subject?: Subject;
  readonly revises?: string;
  /** Only where it is not the one who gave the command: a captured message's author, an alert's source. */
  readonly actor?: Party;
  /** Only where it differs from the command's own. */
  readonly source?: Source;
  /** Made beforehand by `context.newId()` where another draft or effect must name this entry. */
  readonly id?: string;
}

export const ORGANISATION = 'organisation';

/** A stream's id is its type and, but for the organisation's one stream, a random id: `incident-0V5g…`. */
export const streamType = (stream: string): string => {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
};

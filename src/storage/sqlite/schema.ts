import { isNotNull, isNull, sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { EffectState } from '../../timeline/effect.ts';
import type { Precision } from '../../timeline/entry.ts';

/**
 * The tables, and the source of the migrations in drizzle/sqlite/. Only drizzle-kit and the tests load this file:
 * importing drizzle costs half a second at start (docs/decisions/sqlite-store.md).
 * Instants are integer UTC milliseconds; JSON is canonical text.
 */

export const entries = sqliteTable(
  'entries',
  {
    stream: text().notNull(),
    seq: integer().notNull(),
    id: text().notNull(),
    kind: text().notNull(),
    v: integer().notNull(),
    eventAt: integer('event_at'),
    precision: text().$type<Precision>().notNull(),
    after: text('after_id'),
    recordedAt: integer('recorded_at').notNull(),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id').notNull(),
    subjectKind: text('subject_kind'),
    subjectId: text('subject_id'),
    source: text().notNull(),
    revises: text(),
    masked: integer().notNull(),
    data: text(),
    salt: text(),
    digest: text().notNull(),
    hash: text().notNull(),
    erasedBy: text('erased_by'),
    /** Not of the record: where the answer and the effects of the same commit are found when an entry is erased. */
    causeId: text('cause_id').notNull(),
  },
  (table) => [uniqueIndex('entries_by_stream').on(table.stream, table.seq), uniqueIndex('entries_by_id').on(table.id)],
);

export const commits = sqliteTable('commits', {
  causeId: text('cause_id').primaryKey(),
  at: integer().notNull(),
  answer: text().notNull(),
});

export const snapshots = sqliteTable(
  'snapshots',
  {
    stream: text().notNull(),
    fold: text().notNull(),
    seq: integer().notNull(),
    version: integer().notNull(),
    state: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.stream, table.fold] })],
);

export const effects = sqliteTable(
  'effects',
  {
    /** The order of commits, and so the order within a lane. */
    ordinal: integer().primaryKey(),
    id: text().notNull(),
    kind: text().notNull(),
    lane: text(),
    key: text(),
    dueAt: integer('due_at').notNull(),
    /** What a counterpart asked to wait for: a draft that takes this one's place is not due earlier. */
    notBefore: integer('not_before'),
    payload: text().notNull(),
    state: text().$type<EffectState>().notNull(),
    attempts: integer().notNull(),
    stream: text().notNull(),
    causeId: text('cause_id').notNull(),
    createdAt: integer('created_at').notNull(),
    lastError: text('last_error'),
    /**
     * When it may be claimed. Pending and first in its lane: the due time. Running: the end of its lease.
     * Null for whoever waits behind another one, is parked or finished. So claiming is one look at one index.
     */
    readyAt: integer('ready_at'),
    ranAt: integer('ran_at'),
    /** Cancelled while it ran: it is not tried again. */
    takenBack: integer('taken_back').notNull(),
    finishedAt: integer('finished_at'),
    /** Claimed beside those of other pools, however many of those wait. */
    pool: text().notNull().default(''),
  },
  (table) => [
    uniqueIndex('effects_by_id').on(table.id),
    index('effects_ready').on(table.pool, table.readyAt).where(isNotNull(table.readyAt)),
    index('effects_in_lane').on(table.lane, table.ordinal).where(isNull(table.finishedAt)),
    index('effects_by_key').on(table.key).where(isNotNull(table.key)),
    index('effects_parked')
      .on(table.stream)
      .where(sql`"state" = 'parked'`),
  ],
);

export const projections = sqliteTable('projections', {
  name: text().primaryKey(),
  version: integer().notNull(),
});

export const projectedRows = sqliteTable(
  'projected_rows',
  {
    projection: text().notNull(),
    key: text().notNull(),
    bucket: text().notNull(),
    sort: real().notNull(),
    row: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projection, table.key] }),
    index('projected_by_bucket').on(table.projection, table.bucket, table.sort, table.key),
    index('projected_by_sort').on(table.projection, table.sort, table.key),
  ],
);

export const drafts = sqliteTable(
  'drafts',
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    owner: text().notNull(),
    data: text().notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (table) => [index('drafts_by_kind').on(table.kind, table.expiresAt)],
);

export const settings = sqliteTable('settings', {
  name: text().primaryKey(),
  value: text().notNull(),
});

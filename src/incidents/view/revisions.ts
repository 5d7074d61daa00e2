import type { Instant } from '../../base/clock.ts';
import type { Entry, Party, Precision } from '../../timeline/entry.ts';
import type { Attachments } from '../entries/attachment.ts';
import { entryCorrected } from '../entries/entry-corrected.ts';
import { entryRetracted } from '../entries/entry-retracted.ts';

/** One correction or retraction of an entry, as a reader is told of it. */
export interface Revision {
  readonly seq: number;
  readonly type: 'corrected' | 'retracted';
  readonly by: Party;
  readonly at: Instant;
  readonly reason: string;
  readonly afterReview: boolean;
  readonly text: string | undefined;
  /** Names of the addresses in `text`. */
  readonly names: Readonly<Record<string, string>> | undefined;
  readonly attachments: Attachments | undefined;
  readonly when:
    { readonly at: Instant | null; readonly precision: Precision; readonly after: string | null } | undefined;
}

/** By the id of the original entry, in the order in which they were made. */
export type Revisions = ReadonlyMap<string, readonly Revision[]>;

export const isRevision = (entry: Entry): boolean =>
  entry.revises !== null && (entry.kind === entryCorrected.kind || entry.kind === entryRetracted.kind);

/** Undefined for an entry that revises nothing, and for a revision that was erased. */
export function revisionOf(entry: Entry): Revision | undefined {
  if (!isRevision(entry)) return undefined;
  const common = { seq: entry.seq, by: entry.actor, at: entry.recordedAt };
  if (entry.kind === entryRetracted.kind) {
    const parsed = entryRetracted.schema.safeParse(entry.data);
    if (!parsed.success) return undefined;
    const { reason, afterReview = false } = parsed.data;
    const unchanged = { text: undefined, names: undefined, attachments: undefined, when: undefined };
    return { ...common, type: 'retracted', reason, afterReview, ...unchanged };
  }
  const parsed = entryCorrected.schema.safeParse(entry.data);
  if (!parsed.success) return undefined;
  const { reason, afterReview = false, text, names, attachments, when } = parsed.data;
  return {
    ...common,
    type: 'corrected',
    reason,
    afterReview,
    text,
    names,
    attachments,
    when: when && {
      at: when.precision === 'order-only' ? null : when.at,
      precision: when.precision,
      after: when.precision === 'order-only' ? when.after : null,
    },
  };
}

/** Of entries in the order in which they were recorded: every correction of what they hold. */
export function revisionsIn(entries: readonly Entry[]): Revisions {
  const revisions = new Map<string, Revision[]>();
  for (const entry of entries) addRevision(revisions, entry);
  return revisions;
}

export function addRevision(revisions: Map<string, Revision[]>, entry: Entry): void {
  const revision = revisionOf(entry);
  if (!revision || entry.revises === null) return;
  const earlier = revisions.get(entry.revises);
  if (earlier) earlier.push(revision);
  else revisions.set(entry.revises, [revision]);
}

/** When it happened as is believed now: the last correction of its time, else its own. */
export function effectiveWhen(
  entry: Entry,
  revisions: readonly Revision[] = [],
): { readonly at: Instant | null; readonly precision: Precision; readonly after: string | null } {
  return (
    revisions.findLast((revision) => revision.when !== undefined)?.when ?? {
      at: entry.eventAt,
      precision: entry.precision,
      after: entry.after,
    }
  );
}

import type { z } from 'zod';
import type { RichText } from '../base/rich-text.ts';
import type { Entry, EntryDraft } from './entry.ts';

/** A file's text as the entry keeps it. */
export interface EvidenceFile {
  /** `rows.csv`: letters, digits, dots and hyphens. */
  readonly name: string;
  readonly text: string;
}

/** How a kind is shown on a timeline: one line, and what can be unfolded under it. */
export interface Described {
  readonly line: RichText;
  /** Longer text of somebody's own words: shown below the line, always escaped. */
  readonly body?: string;
  /** What a program found: lines of fixed width, shown below the body as they are. */
  readonly output?: string;
  /** What a program found, whole, to be taken away: the rows of a query, a log. */
  readonly files?: readonly EvidenceFile[];
  /** Where the evidence stands, when it is not the source's permalink. */
  readonly links?: readonly { readonly text: string; readonly url: string }[];
}

/** One kind of entry: `noun.verb-in-past`, its payload's shape, and its words. */
export interface EntryKind<K extends string = string, D = unknown> {
  readonly kind: K;
  readonly v: number;
  readonly schema: z.ZodType<D>;
  /** From the payload of version n (the index) to n + 1; pure, with golden files in test/. */
  readonly upcasters?: Readonly<Record<number, (data: unknown) => unknown>>;
  describe(entry: Entry<K, D> & { readonly data: D }): Described;
  /** On the organisation's timeline: the timeline that begins in the same commit. Verifying finds out whether it is there. */
  begins?(data: D): string;
}

/** Declares a kind; calling the result drafts an entry of it: `severityChanged({ from, to }, { when })`. */
export function defineEntryKind<const K extends string, D>(
  kind: EntryKind<K, D>,
): EntryKind<K, D> & ((data: D, more?: Omit<EntryDraft<K, D>, 'kind' | 'data'>) => EntryDraft<K, D>) {
  return Object.assign(
    (data: D, more?: Omit<EntryDraft<K, D>, 'kind' | 'data'>): EntryDraft<K, D> => ({ kind: kind.kind, data, ...more }),
    kind,
  );
}

/**
 * What an entry of this kind says, for folds and projections: not parsed a second time. It was when it was sealed, and
 * `upcast` brings it into today's shape. Only for kinds without defaults, whose shape on disk is the shape that is read.
 */
export const payloadOf = <D>(_kind: EntryKind<string, D>, entry: Pick<Entry, 'data'>): D => entry.data as D;

/** The entry union of a list of kinds: `type IncidentEntry = EntryOf<typeof incidentKinds>`. */
export type EntryOf<Kinds extends readonly EntryKind[]> = {
  [Index in keyof Kinds]: Kinds[Index] extends EntryKind<infer K, infer D> ? Entry<K, D> & { readonly data: D } : never;
}[number];

export type EntryKinds = ReadonlyMap<string, EntryKind>;

/** The one registry, composed by `app.ts` from every domain's list. Throws when two declare the same kind. */
export function composeEntryKinds(...lists: readonly (readonly EntryKind[])[]): EntryKinds {
  const kinds = new Map<string, EntryKind>();
  for (const kind of lists.flat()) {
    if (kinds.has(kind.kind)) throw new Error(`Entry kind ${kind.kind} is declared twice`);
    kinds.set(kind.kind, kind);
  }
  return kinds;
}

/** An old payload in today's shape. What this version of Muster does not know is kept as it is. */
export function upcast(kinds: EntryKinds, entry: Entry): Entry {
  const kind = kinds.get(entry.kind);
  if (!kind || entry.data === null || entry.v >= kind.v) return entry;
  let data: unknown = entry.data;
  for (let v = entry.v; v < kind.v; v++) data = kind.upcasters?.[v]?.(data) ?? data;
  return { ...entry, v: kind.v, data };
}

import { hash } from 'node:crypto';
import { canonicalJson } from '../base/canonical-json.ts';
import type { Entry, Source } from './entry.ts';

/** What the first entry of a stream has as its previous hash. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 over salt and payload: the payload cannot be guessed from it, and can be erased without breaking the chain. */
export const digestOf = (salt: string, data: unknown): string => hash('sha256', salt + canonicalJson(data));

/** Everything of an entry but payload, salt, and what erasure may change. */
export type Header = Omit<Entry, 'data' | 'salt' | 'digest' | 'hash' | 'erasedBy'>;

/** SHA-256 over previous hash, header (opaque ids only) and payload digest: changing, moving or dropping anything shows. */
export const hashOf = (previous: string, entry: Header & Pick<Entry, 'digest'>): string =>
  hash('sha256', previous + headerText(entry) + entry.digest);

/**
 * The header as RFC 8785 writes it. Its members are named here in their sorted order, so that JSON.stringify says the
 * same as canonicalJson in a fifth of the time; a test compares the two.
 */
export function headerText(entry: Header): string {
  const { actor, after, eventAt, id, kind, masked, precision, recordedAt, revises, seq, stream, subject, v } = entry;
  return JSON.stringify({
    actor: { id: actor.id, kind: actor.kind },
    after,
    eventAt,
    id,
    kind,
    masked,
    precision,
    recordedAt,
    revises,
    seq,
    source: sortedSource(entry.source),
    stream,
    subject: subject && { id: subject.id, kind: subject.kind },
    v,
  });
}

export const sourceText = (source: Source): string => JSON.stringify(sortedSource(source));

/** JSON.stringify leaves out what is undefined. */
const sortedSource = ({ correlationId, kind, permalink }: Source): object => ({ correlationId, kind, permalink });

export type Fault = { readonly seq: number; readonly reason: string };

/** What has no canonical text (half a character, 1e999, ten thousand brackets) was not written by Muster. */
function holds(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

/**
 * Checks entries against the head before them, in order.
 * Returns the new head's hash, or the first entry that does not fit and why.
 */
export function checkChain(
  previous: { readonly seq: number; readonly hash: string; readonly recordedAt: number },
  entries: readonly Entry[],
):
  | { readonly ok: true; readonly head: { seq: number; hash: string; recordedAt: number } }
  | { readonly ok: false; readonly fault: Fault } {
  let { seq, hash: last, recordedAt } = previous;
  for (const entry of entries) {
    const fault = (reason: string) => ({ ok: false as const, fault: { seq: entry.seq, reason } });
    if (entry.seq !== seq + 1) return fault(`expected entry ${seq + 1} here: one is missing, inserted or out of order`);
    if (entry.recordedAt < recordedAt) return fault('recorded before the entry in front of it');
    if (entry.data === null || entry.salt === null) {
      if (entry.erasedBy === null) return fault('its payload is gone, and no erasure is recorded');
    } else if (!holds(() => digestOf(entry.salt ?? '', entry.data) === entry.digest))
      return fault('its payload was altered');
    if (!holds(() => hashOf(last, entry) === entry.hash))
      return fault(
        'it does not follow from the entry in front of it: its header was altered, or an entry was exchanged',
      );
    seq = entry.seq;
    last = entry.hash;
    recordedAt = entry.recordedAt;
  }
  return { ok: true, head: { seq, hash: last, recordedAt } };
}

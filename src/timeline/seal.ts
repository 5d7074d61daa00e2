import type { Instant } from '../base/clock.ts';
import { inOrder } from '../base/canonical-json.ts';
import { randomDigits } from '../base/ids.ts';
import { maskJson } from '../base/masking.ts';
import { type Result, ok, refuse } from '../base/result.ts';
import type { Cause } from './cause.ts';
import { digestOf, hashOf } from './chain.ts';
import type { Entry, EntryDraft } from './entry.ts';
import type { EntryKinds } from './entry-kind.ts';
import type { Head } from './store.ts';

/** Other machines' clocks run a little ahead: what they stamp is taken as now. More than that is the future. */
const CLOCK_SKEW_MS = 60_000;

/** 22 random digits: 131 bits, so that nobody finds an erased payload by trying. */
const SALT_DIGITS = 22;

/**
 * Turns drafts into entries that follow from `head`: validated, masked, numbered, hashed.
 * Refuses `time/future`. Throws when a payload does not fit its kind's schema, which is a bug and not a person's mistake.
 */
export function createSealer(options: {
  readonly kinds: EntryKinds;
  readonly newId: (now: Instant) => string;
  readonly secrets: readonly string[];
}) {
  return (
    stream: string,
    head: Head,
    drafts: readonly EntryDraft[],
    cause: Cause,
    now: Instant,
  ): Result<readonly Entry[]> => {
    const recordedAt = Math.max(now, head.recordedAt);
    const entries: Entry[] = [];
    let { seq, hash } = head;
    for (const draft of drafts) {
      const when = draft.when ?? { precision: 'second', at: now };
      if (when.precision !== 'order-only' && when.at > now + CLOCK_SKEW_MS) {
        return refuse(
          'time/future',
          'That time is in the future. A timeline records what has happened: give a time up to now.',
        );
      }
      const kind = options.kinds.get(draft.kind);
      if (!kind) throw new Error(`Entry kind ${draft.kind} is not registered: add it to its domain's list of kinds`);
      const { value: data, masked } = maskJson(inOrder(wellFormed(kind.schema.parse(draft.data))), options.secrets);
      const salt = randomDigits(SALT_DIGITS);
      const entry = {
        id: draft.id ?? options.newId(now),
        stream,
        seq: ++seq,
        kind: draft.kind,
        v: kind.v,
        eventAt: when.precision === 'order-only' ? null : Math.min(when.at, now),
        precision: when.precision,
        after: when.precision === 'order-only' ? when.after : null,
        recordedAt,
        actor: draft.actor ?? cause.actor,
        subject: draft.subject ?? null,
        source: draft.source ?? cause.source,
        revises: draft.revises ?? null,
        masked,
        data,
        salt,
        digest: digestOf(salt, data),
        hash: '',
        erasedBy: null,
      };
      entry.hash = hash = hashOf(hash, entry);
      entries.push(entry);
    }
    return ok(entries);
  };
}

/** Half of a surrogate pair, as JSON.stringify escapes it: chat clients cut emoji in two. RFC 8785 knows no such text. */
const HALF_CHARACTER = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

function wellFormed(data: unknown): unknown {
  if (hasOnlyWholeCharacters(data)) return data;
  return JSON.parse(JSON.stringify(data).replace(HALF_CHARACTER, '$1\ufffd'));
}

function hasOnlyWholeCharacters(part: unknown): boolean {
  if (typeof part === 'string') return part.isWellFormed();
  if (typeof part !== 'object' || part === null) return true;
  const inner = Object.values(part); // not entries: a pair for each member is most of what this costs
  return inner.every(hasOnlyWholeCharacters) && Object.keys(part).every((key) => key.isWellFormed());
}

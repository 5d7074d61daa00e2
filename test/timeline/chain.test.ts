import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/base/canonical-json.ts';
import { GENESIS, type Header, checkChain, digestOf, hashOf, headerText } from '../../src/timeline/chain.ts';
import { type Entry, PRECISIONS, SOURCES } from '../../src/timeline/entry.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const header: fc.Arbitrary<Header> = fc.record({
  id: text,
  stream: text,
  seq: fc.nat(),
  kind: text,
  v: fc.nat(),
  eventAt: fc.option(fc.integer()),
  precision: fc.constantFrom(...PRECISIONS),
  after: fc.option(text),
  recordedAt: fc.integer(),
  actor: fc.record({ kind: fc.constantFrom('person', 'muster'), id: text }),
  subject: fc.option(fc.record({ kind: text, id: text })),
  source: fc.record(
    { permalink: text, kind: fc.constantFrom(...SOURCES), correlationId: text },
    { requiredKeys: ['kind'] },
  ),
  revises: fc.option(text),
  masked: fc.boolean(),
});

test('a header is written as RFC 8785 says', () => {
  fc.assert(
    fc.property(header, (one) => {
      expect(headerText(one)).toBe(canonicalJson(one));
    }),
  );
});

const chain = (payloads: readonly unknown[]): readonly Entry[] => {
  let previous = GENESIS;
  return payloads.map((data, index) => {
    const sealed = {
      ...{ id: `id-${index}`, stream: 's', seq: index + 1, kind: 'note.added', v: 1, eventAt: index, after: null },
      ...{
        precision: 'second' as const,
        recordedAt: index,
        actor: { kind: 'person' as const, id: '1' },
        subject: null,
      },
      ...{ source: { kind: 'command' as const }, revises: null, masked: false, digest: digestOf('salt', data) },
    };
    previous = hashOf(previous, sealed);
    return { ...sealed, data, salt: 'salt', hash: previous, erasedBy: null };
  });
};
const START = { seq: 0, hash: GENESIS, recordedAt: 0 };

test('any chain verifies, also in pieces, and none does after any change, removal or exchange', () => {
  const payloads = fc.array(fc.record({ text: fc.string() }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(
      payloads,
      fc.nat(),
      fc.nat(),
      fc.constantFrom('alter', 'remove', 'swap', 'erase'),
      (data, a, b, how) => {
        const entries = [...chain(data)];
        const cut = a % entries.length;
        const front = checkChain(START, entries.slice(0, cut));
        expect(front.ok && checkChain(front.head, entries.slice(cut)).ok).toBe(true);

        const at = a % entries.length;
        const [one, other] = [entries[at], entries[b % entries.length]];
        if (!one || !other) return;
        if (how === 'alter') entries[at] = { ...one, data: { text: 'never said' } };
        else if (how === 'erase') entries[at] = { ...one, data: null, salt: null };
        else if (how === 'remove' && at < entries.length - 1) entries.splice(at, 1);
        else if (how === 'swap' && one !== other) [entries[at], entries[b % entries.length]] = [other, one];
        else return;
        const checked = checkChain(START, entries);
        expect(checked.ok).toBe(false);
        if (!checked.ok) expect(checked.fault.seq).toBeGreaterThan(0);
      },
    ),
  );
});

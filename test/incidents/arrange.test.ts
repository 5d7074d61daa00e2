import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anchorsOf, arrange as arrangeColumns } from '../../src/incidents/view/arrange.ts';

interface Drafted {
  readonly seq: number;
  readonly at: number | null;
  readonly after: number | null;
}
const entry = (seq: number, at: number | null, after: number | null = null): Drafted => ({ seq, at, after });

const arrange = (entries: readonly Drafted[]): readonly number[] => [
  ...arrangeColumns({
    seqs: entries.map(({ seq }) => seq),
    ats: entries.map(({ at }) => at ?? Number.NaN),
    recordedAts: entries.map(({ seq }) => 1000 + seq),
    anchors: anchorsOf(
      entries.map(({ seq }) => String(seq)),
      entries.length,
      new Map(
        entries.flatMap(({ at, after }, index): [number, string][] =>
          at === null && after !== null ? [[index, String(after)]] : [],
        ),
      ),
    ),
  }),
];

test('by time, those of the same time as recorded, those without a time behind their neighbour', () => {
  expect(
    arrange([entry(1, 50), entry(2, 10), entry(3, null, 2), entry(4, null, 3), entry(5, 10), entry(6, 30)]),
  ).toEqual([2, 3, 4, 5, 6, 1]);
});

test('two that came after the same one stay in the order in which they were recorded', () => {
  expect(arrange([entry(1, 10), entry(2, null, 1), entry(3, null, 1), entry(4, 11)])).toEqual([1, 2, 3, 4]);
});

test('a neighbour that is unknown, and entries that corrections put in a circle, lose nobody', () => {
  expect(arrange([entry(1, null, 99), entry(2, null, 3), entry(3, null, 2), entry(4, 5)]).toSorted()).toEqual([
    1, 2, 3, 4,
  ]);
});

test('whatever the neighbours: every entry once, times never go back, followers stand behind their neighbour', () => {
  const drafts = fc.array(
    fc.record({ at: fc.option(fc.integer({ min: 0, max: 20 })), after: fc.integer({ min: 0, max: 40 }) }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(drafts, (list) => {
      const entries = list.map(({ at, after }, index) => entry(index + 1, at, at === null ? after : null));
      const order = arrange(entries);
      expect(order.toSorted((a, b) => a - b)).toEqual(entries.map(({ seq }) => seq));
      const times = order.flatMap((seq) => entries[seq - 1]?.at ?? []);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }),
  );
});

test('a chain of 100,000 entries without a time is put in order without overflowing', () => {
  const chain = Array.from({ length: 100_000 }, (_, index) =>
    index === 0 ? entry(1, 5) : entry(index + 1, null, index),
  );
  expect(arrange(chain)[99_999]).toBe(100_000);
});

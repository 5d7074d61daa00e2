import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Rows, type Seen, rowsOf } from '../../src/sandbox/web/messages/rows.ts';
import type { Message } from '../../src/sandbox/web/protocol/shapes.ts';

const START = Date.UTC(2026, 10, 22, 14);

const message = (number: number, author: string, more: object = {}): Message =>
  ({
    id: String(1000 + number),
    type: 0,
    author: { id: author },
    content: `${number}`,
    timestamp: new Date(START + number * 60_000).toISOString(),
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    ...more,
  }) as unknown as Message; // The fields that rows are made of; the page reads no other here.

const seen = (messages: readonly Message[], more: Partial<Seen> = {}): Seen => ({
  messages,
  me: 'ada',
  myRoles: ['on-call'],
  readUpTo: undefined,
  ...more,
});
const made = (before: Rows, after: Rows): number => after.rows.filter((row) => !before.rows.includes(row)).length;

describe('the rows of a channel', () => {
  test('whatever comes, goes, is edited, loaded or read: the rows are those that are made anew, and few are', () => {
    const step = fc.record({
      what: fc.constantFrom('comes', 'goes', 'is edited', 'older', 'read'),
      at: fc.nat(),
      author: fc.constantFrom('ada', 'ben'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let [first, next] = [500, 520];
        const { myRoles } = seen([]);
        let now = seen(
          Array.from({ length: 20 }, (_, index) => message(500 + index, index % 3 === 0 ? 'ben' : 'ada')),
          { myRoles },
        );
        let before = rowsOf(now);
        for (const { what, at, author } of steps) {
          const { messages } = now;
          const index = at % Math.max(1, messages.length);
          const changed = (): Partial<Seen> => {
            switch (what) {
              case 'comes':
                next += 1 + (at % 500);
                return { messages: [...messages, message(next, author)] };
              case 'goes':
                return { messages: messages.toSpliced(index, 1) };
              case 'is edited':
                return { messages: messages.map((one, place) => (place === index ? { ...one, content: 'x' } : one)) };
              case 'older':
                return { messages: [message(--first, author), ...messages] };
              case 'read':
                return { readUpTo: messages[index]?.id };
            }
          };
          now = { ...now, ...changed() };
          const after = rowsOf(now, before);
          expect(after.rows).toEqual(rowsOf(now).rows);
          // The row itself and the one below it; where "New" was and where it is.
          expect(made(before, after)).toBeLessThanOrEqual(4);
          before = after;
        }
      }),
      { numRuns: 200 },
    );
  });

  test('a message follows its author’s last one within seven minutes, on the same day', () => {
    const day = (number: number): Message => message(number * 1440, 'ben');
    const follows = (...messages: readonly Message[]): readonly boolean[] =>
      rowsOf(seen(messages)).rows.map((row) => row.follows);
    expect(follows(message(0, 'ben'), message(6, 'ben'), message(13, 'ben'), message(14, 'ada'))).toEqual([
      false,
      true,
      false,
      false,
    ]);
    expect(
      rowsOf(seen([day(0), day(1), message(1441, 'ben'), day(31)])).rows.map((row) => row.day !== undefined),
    ).toEqual([true, true, false, true]);
  });

  test('"New" stands above the first of others that was not read, and nowhere when that is the first of all', () => {
    const messages = [message(1, 'ben'), message(2, 'ben'), message(3, 'ada'), message(4, 'ben')];
    const newAt = (readUpTo: string): number =>
      rowsOf(seen(messages, { readUpTo })).rows.findIndex((row) => row.newHere);
    expect(['0', '1001', '1002', '1003', '1004'].map(newAt)).toEqual([-1, 1, -1, 3, -1]);
  });

  test('who gets a role is marked where it was called before', () => {
    const messages = [message(1, 'ben', { mention_roles: ['database'] }), message(2, 'ben')];
    const before = rowsOf(seen(messages));
    const after = rowsOf(seen(messages, { myRoles: ['database'] }), before);
    expect([before, after].map(({ rows }) => rows[0]?.mentionsMe)).toEqual([false, true]);
  });
});

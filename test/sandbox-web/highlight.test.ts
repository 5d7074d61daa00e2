import fc from 'fast-check';
import { expect, test } from 'vitest';
import { highlight } from '../../src/sandbox/web/markdown/highlight.ts';

const kinds = (text: string, language: string): string[] =>
  highlight(text, language)
    .filter(({ kind }) => kind !== 'plain')
    .map(({ kind, text: part }) => `${kind} ${part}`);

test.each([
  ['ts', 'return "a // b"; // done', ['word return', 'string "a // b"', 'comment // done']],
  ['sql', 'select 1 -- one', ['word select', 'number 1', 'comment -- one']],
  ['json', '{"a": [1.5, true]}', ['string "a"', 'number 1.5', 'word true']],
  ['sh', 'echo a#b # c', ['comment # c']],
  ['diff', '+ in\n- out\n same', ['added + in\n', 'removed - out\n']],
  ['klingon', 'return 1', []],
])('code in %s is told apart', (language, text, expected) => {
  expect(kinds(text, language)).toEqual(expected);
});

test('the pieces together are the text, whatever it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('ts', 'sql', 'json', 'sh', 'diff', ''), (text, language) => {
      expect(
        highlight(text, language)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

import { expect, test } from 'vitest';
import { parseInline } from '../../src/sandbox/web/markdown/parse.ts';

const kinds = (text: string): readonly string[] => parseInline(text).map(({ type }) => type);

test('an address with its scheme is a link, as Discord has it; a bare name or mailbox is not', () => {
  expect(kinds('see https://www.example.com/x now')).toEqual(['text', 'link', 'text']);
  expect(kinds('www.shop.test A')).not.toContain('link');
  expect(kinds('ask ann@example.com')).not.toContain('link');
});

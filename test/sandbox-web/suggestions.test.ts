import { describe, expect, test } from 'vitest';
import { suggestionsAt } from '../../src/sandbox/web/composer/suggestions.ts';
import { withEmoji } from '../../src/sandbox/web/composer/with-emoji.ts';

describe('emoji by their names', () => {
  test.each([
    ['done :white_check_mark:', 'done ✅'],
    [':tada: :+1: :TADA:', '🎉 👍 🎉'],
    ['(:fire:)', '(🔥)'],
    ['no :such: name', 'no :such: name'],
    ['at 12:30:45', 'at 12:30:45'],
    ['a:fire:b', 'a:fire:b'],
    ['<:fire:123456789012345678>', '<:fire:123456789012345678>'],
    ['`:fire:` and :fire:', '`:fire:` and 🔥'],
    ['```\n:fire:\n``` :x:', '```\n:fire:\n``` ❌'],
  ])('%s', (typed, sent) => {
    expect(withEmoji(typed)).toBe(sent);
  });
});

describe('what is suggested while somebody types', () => {
  const directory = {
    people: [{ value: '1', label: 'Hera Everett', description: '@hera' }],
    roles: [{ value: '2', label: 'SRE' }],
    channels: [{ value: '3', label: 'general', type: 0 }],
  };
  const labels = (text: string): readonly string[] =>
    suggestionsAt(text, text.length, [], directory).map(({ label }) => label);

  test.each([
    ['hello @he', ['@Hera Everett', '@here']],
    ['@ever', ['@Hera Everett', '@everyone']],
    // Written out: Enter sends it.
    ['look @here', []],
    ['@sr', ['@SRE']],
    ['#gen', ['#general']],
    ['on it :pushp', ['📌']],
    ['mail@here', []],
  ])('%s', (text, expected) => {
    expect(labels(text)).toEqual(expected);
  });
});

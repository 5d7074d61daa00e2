import { ApplicationCommandType } from 'discord-api-types/v10';
import { describe, expect, test, vi } from 'vitest';
import { invocablesOf } from '../../src/sandbox/web/composer/invocable.ts';
import { suggestionsAt } from '../../src/sandbox/web/composer/suggestions.ts';
import { withEmoji } from '../../src/sandbox/web/composer/with-emoji.ts';
import type { Command } from '../../src/sandbox/web/protocol/shapes.ts';

vi.stubGlobal('navigator', { language: 'en-US' });

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

  test('a slash brings every command there is, however many', () => {
    const commands = Array.from({ length: 120 }, (_, index): Command => ({
      id: String(index),
      application_id: '1',
      version: '1',
      type: ApplicationCommandType.ChatInput,
      name: `command-${index}`,
      description: 'One of many',
      default_member_permissions: null,
    }));
    const all = invocablesOf(commands, () => 'Muster');
    expect(suggestionsAt('/', 1, all, directory).map(({ label }) => label)).toEqual(all.map(({ path }) => `/${path}`));
    expect(all).toHaveLength(120);
  });
});

import { describe, expect, test } from 'vitest';
import { formatted } from '../../src/sandbox/web/composer/formatting.ts';

/** `[` and `]` stand where the selection begins and ends. */
const press = (key: string, drawn: string): string | undefined => {
  const start = drawn.indexOf('[');
  const end = drawn.indexOf(']') - 1;
  const now = formatted({ text: drawn.replace(/[[\]]/g, ''), start, end }, key);
  return now && `${now.text.slice(0, now.start)}[${now.text.slice(now.start, now.end)}]${now.text.slice(now.end)}`;
};

describe('keys that format what is chosen', () => {
  test.each([
    ['b', 'the [disk] is full', 'the **[disk]** is full'],
    ['B', '[disk]', '**[disk]**'],
    ['i', 'the [disk]', 'the *[disk]*'],
    ['u', '[disk] is', '__[disk]__ is'],
    ['b', 'the []', 'the **[]**'],
    ['b', 'the **[disk]** is full', 'the [disk] is full'],
    ['i', 'the *[disk]*', 'the [disk]'],
    ['i', 'the **[disk]**', 'the ***[disk]***'],
    ['u', '__[]__', '[]'],
  ])('Ctrl %s: %s', (key, before, after) => {
    expect(press(key, before)).toBe(after);
  });

  test('other keys mean nothing here', () => {
    expect(press('k', '[disk]')).toBeUndefined();
  });
});

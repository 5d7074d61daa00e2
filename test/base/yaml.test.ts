import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseYaml } from '../../src/base/yaml.ts';

const schema = z.strictObject({
  people: z.record(z.string(), z.strictObject({ email: z.email({ error: 'is no e-mail address' }) })).optional(),
  url: z.string().optional(),
});

describe('faults carry line, column and a sentence', () => {
  test.each([
    ['people:\n  alice:\n    email: nope\n', 3, 5, 'people.alice.email: is no e-mail address'],
    [
      'url: a\npeple: {}\n',
      2,
      1,
      '"peple" (did you mean "people"?) is not known here. Remove it or correct its spelling.',
    ],
    ['url: [a]\n', 1, 1, 'url: is a list here, where text is meant'],
    ['people: three\n', 1, 1, 'people: is text here, where a section of keys is meant'],
    ['[url]\n', 1, 1, 'it is a list here, where a section of keys is meant'],
    ['people: {\n', 2, 1, 'must be sufficiently indented and end with a }'],
    ['url: a\nurl: b\n', 2, 1, 'This key stands here twice'],
    ['people:\n  a: {}\nurl: ${NOT_SET}\n', 2, 3, 'people.a.email: is no e-mail address'],
  ])('%j', (text, line, column, message) => {
    const parsed = parseYaml(text, schema, {});
    expect(parsed.ok).toBe(false);
    if (!parsed.ok)
      expect(parsed.faults[0]).toMatchObject({ line, column, message: expect.stringContaining(message) as string });
  });

  test('an alias bomb is refused', () => {
    const bomb = ['a: &a [x]', ...Array.from({ length: 12 }, (_, n) => `k${n}: &k${n} [${'*a, '.repeat(20)}*a]`)].join(
      '\n',
    );
    expect(parseYaml(bomb, z.unknown(), {})).toMatchObject({ ok: false });
  });
});

test('environment variables are put in, escaped ones stay, missing ones are faults at their place', () => {
  expect(parseYaml('url: "x-${NAME}-$${NAME}"', schema, { NAME: 'y' })).toMatchObject({
    value: { url: 'x-y-${NAME}' },
  });
  expect(parseYaml('people: {}\nurl: ${NAME}', schema, {})).toMatchObject({
    ok: false,
    faults: [{ line: 2, column: 1 }],
  });
});

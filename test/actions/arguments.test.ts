import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseArguments } from '../../src/actions/arguments.ts';
import { parametersSchema } from '../../src/actions/config/parameter-schema.ts';
import { fillArguments, fillHeader, fillJson, fillUrl } from '../../src/actions/template.ts';

const parameters = parametersSchema.parse({
  host: { summary: 'Which host', pattern: 'web-[0-9]+' },
  count: { summary: 'How many', type: 'integer', least: 1, most: 9, required: false },
  mode: { summary: 'How', type: 'choice', choices: ['soft', 'hard'], default: 'soft' },
  note: { summary: 'Why', required: false, multiline: true },
  force: { summary: 'Really', type: 'yes-no', required: false },
});

test('takes what is declared, with defaults', () => {
  expect(parseArguments(parameters, { host: 'web-1', count: '3', note: 'a\nb', force: 'yes' }, [])).toEqual({
    ok: true,
    value: { host: 'web-1', count: 3, mode: 'soft', note: 'a\nb', force: true },
  });
});

test.each([
  ['a missing one', {}, 'argument/missing', 'host'],
  ['an unknown one', { host: 'web-1', toString: 'x' }, 'argument/unknown', 'toString'],
  ['part of a pattern', { host: 'web-1; reboot' }, 'argument/pattern', 'host'],
  ['a pattern cheated with a line end', { host: 'web-1\n' }, 'argument/control', 'host'],
  ['an option in disguise', { host: 'web-1', note: '--force' }, 'argument/option', 'note'],
  ['a NUL', { host: 'web-1', note: 'a\0b' }, 'argument/control', 'note'],
  ['text direction turned around', { host: 'web-1', note: 'a\u202eb' }, 'argument/control', 'note'],
  ['too many', { host: 'web-1', count: '10' }, 'argument/range', 'count'],
  ['a number in words', { host: 'web-1', count: '1e3' }, 'argument/number', 'count'],
  ['no choice of the list', { host: 'web-1', mode: 'Hard' }, 'argument/choice', 'mode'],
  ['too long a text', { host: 'web-1', note: 'x'.repeat(201) }, 'argument/too-long', 'note'],
  ['what looks like a secret', { host: 'web-1', note: 'password=hunter2222' }, 'argument/secret', 'note'],
  ['a known secret', { host: 'web-1', note: 'it is correct-horse' }, 'argument/secret', 'note'],
])('refuses %s', (_what, given, code, name) => {
  const parsed = parseArguments(parameters, given, ['correct-horse']);
  expect(parsed).toMatchObject({ ok: false, refusal: { code } });
  expect(parsed.ok ? '' : parsed.refusal.message).toContain(name);
});

test('a pattern that would take other engines for ever is answered at once', () => {
  const slow = parametersSchema.parse({ text: { summary: 's', pattern: '(a+)+b', most: 4000 } });
  expect(parseArguments(slow, { text: 'a'.repeat(4000) }, [])).toMatchObject({ refusal: { code: 'argument/pattern' } });
});

const anything = fc.string({ unit: 'binary', minLength: 1 });

test('a value stays one argument, one path segment, one query value, one JSON string', () => {
  fc.assert(
    fc.property(anything, (value) => {
      expect(fillArguments(['--host={host}', '{host}'], { host: value }, new Set())).toEqual([
        `--host=${value}`,
        value,
      ]);
      expect(fillJson({ a: ['{host}', 'x{host}'] }, { host: value })).toEqual({ a: [value, `x${value}`] });
      const lone = /[\ud800-\udfff](?<![\ud800-\udbff][\udc00-\udfff])(?![\udc00-\udfff])/.test(value);
      if (lone) return; // no text: encodeURIComponent knows it not
      const url = fillUrl('https://example.com/hosts/{host}/restart?why={host}&x=1', { host: value });
      if (!url.ok) return expect(['.', '..']).toContain(value);
      const { pathname, searchParams, host, hash } = new URL(url.value);
      expect([host, hash, pathname.split('/').length]).toEqual(['example.com', '', 4]);
      expect(decodeURIComponent(pathname.split('/')[2] ?? '')).toBe(value);
      expect([searchParams.get('why'), searchParams.get('x')]).toEqual([value, '1']);
    }),
  );
});

test('keeps a number a number in JSON, and a header one line', () => {
  expect(fillJson({ replicas: '{count}', text: 'n={count}' }, { count: 3 })).toEqual({ replicas: 3, text: 'n=3' });
  expect(fillHeader('host {host}', { host: 'a\r\nx-admin: 1' })).toMatchObject({
    refusal: { code: 'template/header' },
  });
});

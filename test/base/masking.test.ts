import { describe, expect, test } from 'vitest';
import { maskJson, maskText } from '../../src/base/masking.ts';

describe('secrets are masked', () => {
  test.each([
    ['postgres://muster:hunter22@db.internal/x', 'postgres://muster:[masked]@db.internal/x'],
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [masked]'],
    ['DB_PASSWORD=correcthorse rest', 'DB_PASSWORD=[masked] rest'],
    ['"api_key": "abcd1234efgh"', '"api_key": "[masked]"'],
    [`ghp_${'a'.repeat(36)} leaked`, '[masked] leaked'],
    ['AKIAABCDEFGHIJKLMNOP', '[masked]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '[masked]'],
  ])('%s', (text, expected) => {
    expect(maskText(text)).toEqual({ value: expected, masked: true });
  });

  test.each(['the token bucket is empty', 'see https://example.com/runbook', 'key findings follow', 'pwd shows /root'])(
    'ordinary words stay: %s',
    (text) => {
      expect(maskText(text)).toEqual({ value: text, masked: false });
    },
  );

  test('known secrets are masked wherever they stand, and keys stay', () => {
    expect(maskJson({ note: ['x s3cr3t-value y'], secret: 1 }, ['s3cr3t-value'])).toEqual({
      value: { note: ['x [masked] y'], secret: 1 },
      masked: true,
    });
  });

  test.each([
    ['\u001b[1mpassword\u001b[0m=\u001b[31mhunter22\u001b[0m', 'password=[masked]'],
    ['to\u200dken\u0000=abcdefgh é', 'token=[masked] é'],
    ['s3cr\u00ad3t-va\u{e0041}lue', '[masked]'],
  ])('%j: what lies in between hides no secret', (text, masked) => {
    expect(maskText(text, ['s3cr3t-value'])).toEqual({ value: masked, masked: true });
  });

  test('colours and joiners without a secret stay as they are', () => {
    const text = '\u001b[31mred\u001b[0m 👩\u200d👧';
    expect(maskText(text)).toEqual({ value: text, masked: false });
  });
});

test('a page that begins a token over and over is looked through like any other', () => {
  const hostile = 'eyJaaaaaaaa-'.repeat(40_000);
  expect(maskText(hostile).masked).toBe(false);
});

test('of a token with certificates in its header, what it says and its signature are masked', () => {
  const [header, claims, signature] = [`eyJ${'x'.repeat(5000)}`, `eyJ${'y'.repeat(40)}`, 'z'.repeat(40)];
  expect(maskText(`It sent ${header}.${claims}.${signature} there`).value).toBe(`It sent ${header}.[masked] there`);
});

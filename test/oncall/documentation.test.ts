import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';
import { parseGeneric } from '../../src/oncall/alerts/generic.ts';
import { METHODS } from '../../src/oncall/config/person.ts';
import { signatureOf } from '../../src/oncall/contacts/webhook.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/paging.md'), 'utf8');
const block = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text)?.[1] ?? '';

test('the documentation’s example is a configuration that Muster takes', () => {
  const parsed = parseConfig(block('yaml'), {});
  expect(parsed.ok ? [] : parsed.faults).toEqual([]);
  const policy = parsed.ok ? parsed.value.policies['checkout'] : undefined;
  expect(policy?.steps.flatMap(({ page }) => page.map(({ type }) => type))).toEqual([
    'schedule',
    'round-robin',
    'channel',
    'webhook',
  ]);
});

test('the documentation’s alert is one that Muster takes', () => {
  expect(parseGeneric(block('json'), 'cron')).toMatchObject({
    value: [{ dedupKey: 'cron:backup', service: 'checkout', severity: 'critical', status: 'firing' }],
  });
});

test('the documentation’s way to check a signature is the one that Muster signs by', () => {
  expect(block('js')).toContain("'v1=' + createHmac('sha256', secret).update(`${timestamp}.${rawBody}`).digest('hex')");
  expect(`v1=${createHmac('sha256', 'secret').update('1000.{}').digest('hex')}`).toBe(
    signatureOf('secret', 1000, '{}'),
  );
});

test('the documentation names every way to tell somebody', () => {
  for (const method of METHODS) expect(text).toContain(`| \`${method}\` |`);
});

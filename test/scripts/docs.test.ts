import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandsPage, configurationPage } from '../../scripts/docs.ts';

const docs = join(import.meta.dirname, '../../docs');

test('docs/commands.md is what the declarations say: npm run docs writes it', async () => {
  expect(readFileSync(join(docs, 'commands.md'), 'utf8')).toBe(await commandsPage());
});

test('docs/configuration.md is what the schema says: npm run docs writes it', () => {
  expect(readFileSync(join(docs, 'configuration.md'), 'utf8')).toBe(configurationPage());
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLinePage, commandsPage, configurationPage } from '../../scripts/docs.ts';

const docs = join(import.meta.dirname, '../../docs');

test('docs/commands.md is what the declarations say: npm run docs writes it', async () => {
  expect(readFileSync(join(docs, 'commands.md'), 'utf8')).toBe(await commandsPage());
});

test('docs/configuration.md is what the schema says: npm run docs writes it', () => {
  expect(readFileSync(join(docs, 'configuration.md'), 'utf8')).toBe(configurationPage());
});

test('docs/command-line.md is what the program says: npm run docs writes it', () => {
  expect(readFileSync(join(docs, 'command-line.md'), 'utf8')).toBe(commandLinePage());
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WANTED_PERMISSIONS } from '../../src/discord/invite.ts';
import {
  commandLinePage,
  commandsPage,
  configurationPage,
  configurationSchema,
  decisionsPage,
  describedConfig,
} from '../../scripts/docs.ts';

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

test('docs/muster.schema.json, from which editors complete, is what the schema says: npm run docs writes it', () => {
  expect(readFileSync(join(docs, 'muster.schema.json'), 'utf8')).toBe(configurationSchema());
});

test('every key of muster.yaml is explained, and nothing that is gone', () => {
  const { undescribed, unused } = describedConfig();
  expect({ undescribed, unused }).toEqual({ undescribed: [], unused: [] });
});

test('docs/decisions/README.md lists every decision: npm run docs writes it', () => {
  expect(readFileSync(join(docs, 'decisions/README.md'), 'utf8')).toBe(decisionsPage());
});

test('docs/discord-setup.md explains every permission that the invite asks for, and no other', () => {
  const page = readFileSync(join(docs, 'discord-setup.md'), 'utf8');
  const [, table = ''] = /## Every permission, and why\n+([^]*?)\n\n/.exec(page) ?? [];
  const explained = [...table.matchAll(/^\| ([A-Z][^|]*) \|/gm)].flatMap(([, names = '']) => names.split(', '));
  // As Discord's settings call them: the API's names but for this one, and with a small "in".
  const words = (name: string): string =>
    name.replace('View Channels', 'View Channel').replaceAll(' ', '').toLowerCase();
  expect(explained.map(words).sort()).toEqual(WANTED_PERMISSIONS.map(({ name }) => words(name)).sort());
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { actionsConfigSchema } from '../../src/actions/config/actions-config.ts';
import { actionsPermissions } from '../../src/actions/permissions.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/deploys.md'), 'utf8');

test('the documentation’s example is a configuration that Muster takes', () => {
  const example = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const parsed = actionsConfigSchema.parse(parse(example));
  expect(Object.keys(parsed.actions)).toEqual(['restart', 'block-address']);
  expect(parsed.apps['shop']?.environments.map(({ name }) => name)).toEqual(['staging', 'production']);
});

test('the documentation names every permission', () => {
  for (const { name } of actionsPermissions) expect(text).toContain(`\`${name}\``);
});

test.each([
  [
    'a shell line instead of arguments',
    { actions: { x: { summary: 's', risk: 'read', runs: { program: 'rm -rf', folder: '/' } } } },
  ],
  [
    'a parameter in the host',
    { actions: { x: { summary: 's', risk: 'read', runs: { http: { url: 'https://{host}.example.com/' } } } } },
  ],
  [
    'a secret’s value',
    { actions: { x: { summary: 's', risk: 'read', runs: { program: ['x'], folder: '/', secrets: ['hunter2!'] } } } },
  ],
  [
    'an expression that is none',
    {
      actions: {
        x: {
          summary: 's',
          risk: 'read',
          parameters: { a: { summary: 's', pattern: '(' } },
          runs: { program: ['x'], folder: '/' },
        },
      },
    },
  ],
  [
    'a parameter called like an option of /run',
    {
      actions: {
        x: {
          summary: 's',
          risk: 'read',
          parameters: { action: { summary: 's' } },
          runs: { program: ['x'], folder: '/' },
        },
      },
    },
  ],
  [
    'two environments of one name',
    {
      apps: {
        x: {
          repository: { git: '/x' },
          environments: [1, 2].map(() => ({ name: 'a', runs: { program: ['x'], folder: '/' } })),
        },
      },
    },
  ],
  ['a weekday that is none', { freezes: { x: { reason: 'r', weekly: { from: 'someday 10:00', to: 'mon 10:00' } } } }],
  ['a digest at no time', { deploys: { digest: 'every morning' } }],
  ['a length of time that is none', { deploys: { confirmWithin: 'soon' } }],
])('refuses %s', (_what, config) => {
  expect(actionsConfigSchema.safeParse(config).success).toBe(false);
});

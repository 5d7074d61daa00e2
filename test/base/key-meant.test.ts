import { expect, test } from 'vitest';
import { keyMeant } from '../../src/base/key-meant.ts';
import { configSchema } from '../../src/config.ts';

test.each([
  [['policies', 'web', 'steps', 0], 'wiat', 'wait'],
  [[], 'policy', 'policies'],
  [['services', 'web'], 'polices', 'policy'],
  [['schedules', 'primary'], 'timezone', 'timeZone'],
  [['schedules', 'primary', 'layers', 0], 'user', 'users'],
  // In one of several forms.
  [['freezes', 'weekend'], 'weekyl', 'weekly'],
  [['incidents'], 'nonsense', undefined],
] as const)('at %j %s is %s', (path, written, meant) => {
  expect(keyMeant(configSchema, path, written)).toBe(meant);
});

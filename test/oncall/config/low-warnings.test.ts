import { expect, test } from 'vitest';
import { lowWarnings } from '../../../src/oncall/config/low-warnings.ts';
import { policiesConfig } from '../../../src/oncall/config/policies.ts';
import { schedulesConfig } from '../../../src/oncall/config/schedules.ts';

const warned = (...page: (string | { readonly roundRobin: readonly string[] })[]): readonly string[] => {
  const sections = {
    people: { alice: { rules: { low: [] } }, bob: {} },
    schedules: schedulesConfig.parse({ primary: { layers: [{ users: ['alice'], start: '2026-01-01T00:00' }] } }),
    policies: policiesConfig.parse({ checkout: { steps: [{ page: ['person:bob'] }, { page }] } }),
    services: {},
  };
  return [...lowWarnings(sections)].map(({ path, message }) => `${path.join('.')}: ${message}`);
};

test('a policy whose last step rings nobody for low urgency is warned of', () => {
  expect(warned('schedule:primary')).toEqual([
    'policies.checkout.steps.1: the last step rings nobody for a page of low urgency (rules.low is empty for alice): only the fallback channel hears of it',
  ]);
  expect(warned({ roundRobin: ['person:alice'] })).toHaveLength(1);
});

test('one that rings somebody else, or a channel, is not', () => {
  expect(warned('schedule:primary', 'person:bob')).toEqual([]);
  expect(warned('schedule:primary', 'channel:ops')).toEqual([]);
  expect(warned({ roundRobin: ['person:alice', 'webhook:https://pager.example/team'] })).toEqual([]);
});

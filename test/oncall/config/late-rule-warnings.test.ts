import { expect, test } from 'vitest';
import { writtenDuration } from '../../../src/oncall/config/duration.ts';
import { lateRuleWarnings } from '../../../src/oncall/config/late-rule-warnings.ts';
import { onCallPersonFields } from '../../../src/oncall/config/person.ts';
import { policiesConfig } from '../../../src/oncall/config/policies.ts';
import { schedulesConfig } from '../../../src/oncall/config/schedules.ts';

type Written = readonly { readonly page: readonly string[]; readonly wait?: string }[];

const warned = (
  policies: Readonly<Record<string, Written>>,
  rules = ['now discord', '10m call'],
): readonly string[] => {
  const sections = {
    people: { alice: { rules: onCallPersonFields.rules.parse({ high: rules }) }, bob: {} },
    schedules: schedulesConfig.parse({ primary: { layers: [{ users: ['alice'], start: '2026-01-01T00:00' }] } }),
    policies: policiesConfig.parse(
      Object.fromEntries(Object.entries(policies).map(([name, steps]) => [name, { steps }])),
    ),
    services: {},
  };
  return [...lateRuleWarnings(sections)].map(({ path, message }) => `${path.join('.')}: ${message}`);
};

const bob = { page: ['person:bob'] };

test('a rule that waits longer than any step that pages its person is warned of, with the place and what to do', () => {
  expect(warned({ checkout: [{ page: ['schedule:primary'], wait: '5m' }, bob] })).toEqual([
    'people.alice.rules.high.1: the rule for call comes too late in every policy: after 5m at most (step 1 of checkout) the page goes on to others. Make the rule earlier, or the wait of that step longer',
  ]);
  expect(
    warned({ checkout: [{ page: ['policy:inner'] }, bob], inner: [{ page: ['person:alice'], wait: '2m' }, bob] }),
  ).toHaveLength(1);
});

test('one that comes in any policy is not: a longer step, two in a row that page the same person, the last step', () => {
  const short = { page: ['schedule:primary'], wait: '5m' };
  expect(warned({ checkout: [short, bob], infra: [{ ...short, wait: '15m' }, bob] })).toEqual([]);
  expect(
    warned({ checkout: [{ ...short, wait: '6m' }, { page: ['person:alice', 'person:bob'], wait: '5m' }, bob] }),
  ).toEqual([]);
  expect(warned({ checkout: [bob, short] })).toEqual([]);
  expect(warned({ checkout: [short, bob] }, ['now discord', '4m call'])).toEqual([]);
  expect(warned({ checkout: [bob] })).toEqual([]);
  // In the very moment that the page goes on it is too late.
  expect(warned({ checkout: [short, bob] }, ['now discord', '5m call'])).toHaveLength(1);
});

test('a duration is written as one would write it', () => {
  expect([300_000, 5_400_000, 90_000, 90_061_000, 0].map(writtenDuration)).toEqual([
    '5m',
    '1h 30m',
    '1m 30s',
    '1d 1h 1m 1s',
    '0s',
  ]);
});

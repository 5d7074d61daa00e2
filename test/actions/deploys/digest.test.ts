import { expect, test } from 'vitest';
import { digestOf } from '../../../src/actions/deploys/digest.ts';
import type { Plan } from '../../../src/actions/run.ts';
import type { RunRow } from '../../../src/actions/runs-projection.ts';

const row = (
  environment: string,
  state: RunRow['state'],
  more: { rollback?: boolean; dryRun?: boolean; commits?: number } = {},
): RunRow => {
  const plan: Plan = {
    name: 'shop',
    kind: 'deploy',
    summary: 's',
    risk: 'change',
    permission: 'deploys.run',
    arguments: {},
    target: '',
    concurrency: 1,
    service: 'shop',
    incidents: [],
    dryRun: more.dryRun ?? false,
    overrides: [],
    fingerprint: {},
    startAt: null,
    deadlineMs: 1,
    channel: null,
    retryOf: null,
    deploy: {
      app: 'shop',
      environment,
      ref: 'v1',
      commit: 'c',
      from: null,
      rollback: more.rollback ?? false,
      reason: null,
      commits: [],
      more: more.commits ?? 0,
      hosts: [],
      url: null,
    },
  };
  return {
    run: 'r',
    plan,
    state,
    askedBy: 'a',
    confirmedBy: null,
    askedAt: 1,
    startedAt: 1,
    endedAt: 2,
    status: null,
    reason: null,
    outputBytes: 0,
    outputDigest: null,
    tail: '',
    url: null,
    card: null,
  };
};

test('tells what went live in words that need no explanation, trouble first', () => {
  const sentences = digestOf([
    row('staging', 'succeeded', { commits: 1 }),
    row('production', 'succeeded', { commits: 3 }),
    row('production', 'succeeded', { commits: 2 }),
    row('production', 'failed'),
    row('production', 'succeeded', { rollback: true }),
    row('production', 'unknown'),
    row('production', 'succeeded', { dryRun: true }),
  ]);
  expect(sentences).toEqual([
    'shop on production: 2 new versions went live with 5 changes; 1 new version did not work, and the old one stayed; the previous version was brought back once; of 1 attempt the end is not known yet.',
    'shop on staging: 1 new version went live with 1 change.',
  ]);
});

test('says when there was nothing', () => {
  expect(digestOf([])).toEqual(['Nothing new went live.']);
});

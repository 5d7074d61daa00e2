import type { Instant } from '../base/clock.ts';
import { type RichText, code, instant, person, rich, strong } from '../base/rich-text.ts';
import type { Store } from '../timeline/store.ts';
import { type RunRow, runBuckets, runsProjection } from './runs-projection.ts';

const MOST_CHANGES = 50;

/** What was changed of a service since `since`, latest first: deploys and actions that ran, whatever came of them. */
export async function changesOf(store: Store, service: string, since: Instant): Promise<readonly RunRow[]> {
  const rows = await store.project(runsProjection, {
    bucket: runBuckets.service(service),
    order: 'descending',
    limit: MOST_CHANGES,
  });
  return rows.map(({ row }) => row).filter((row) => (row.startedAt ?? 0) >= since);
}

const WORDS: Readonly<Partial<Record<RunRow['state'], string>>> = {
  running: 'runs now',
  'timed-out': 'ran into its deadline',
  unknown: 'outcome unknown',
  cancelled: 'was ended on request',
};

/** `14:05 deploy shop production to v1.4 (3f2a…): succeeded, by @Ann, 3 commits` */
export function changeLine(row: RunRow): RichText {
  const { plan } = row;
  const commits = plan.deploy ? plan.deploy.commits.length + plan.deploy.more : 0;
  return rich`${instant(row.startedAt ?? row.askedAt, 'date-time')} ${strong(plan.summary)}: ${WORDS[row.state] ?? row.state}, by ${person(row.askedBy)}${
    row.confirmedBy !== null && row.confirmedBy !== row.askedBy ? rich`, approved by ${person(row.confirmedBy)}` : ''
  }${commits > 0 ? `, ${commits} commit${commits === 1 ? '' : 's'}` : ''}${plan.overrides.length > 0 ? rich`, passing over ${code(plan.overrides.map(({ what }) => what).join(', '))}` : ''}`;
}

/** A change as a mark in a picture over time. */
export interface ChangeMark {
  readonly at: Instant;
  readonly label: string;
  readonly kind: 'deploy' | 'rollback' | 'failed deploy' | 'action';
}

/** What began in the span, in order of time; what several of the services share stands there once. */
export async function changeMarks(
  store: Store,
  services: readonly string[],
  from: Instant,
  to: Instant,
): Promise<readonly ChangeMark[]> {
  const lists = await Promise.all([...new Set(services)].map((service) => changesOf(store, service, from)));
  const rows = new Map(lists.flat().map((row) => [row.run, row]));
  return [...rows.values()]
    .flatMap((row) => (row.startedAt === null || row.startedAt > to ? [] : [{ ...markOf(row), at: row.startedAt }]))
    .sort((a, b) => a.at - b.at);
}

function markOf({ plan, state }: RunRow): Omit<ChangeMark, 'at'> {
  const { deploy } = plan;
  const ended = state === 'succeeded' ? '' : state === 'running' ? ', running' : `, ${WORDS[state] ?? state}`;
  if (!deploy) return { label: `${plan.summary}${ended}`, kind: 'action' };
  const version = deploy.ref === deploy.commit ? deploy.commit.slice(0, 10) : deploy.ref;
  const kind = deploy.rollback ? 'rollback' : state === 'failed' || state === 'timed-out' ? 'failed deploy' : 'deploy';
  return {
    label: `${deploy.app} ${deploy.environment} ${deploy.rollback ? 'back to' : 'to'} ${version}${ended}`,
    kind,
  };
}

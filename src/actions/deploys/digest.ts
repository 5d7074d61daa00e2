import type { RunRow } from '../runs-projection.ts';

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/**
 * What was deployed, in plain words for people who do not run systems: one sentence an app and environment, worst first.
 * `Nothing new went live.` when there was nothing.
 */
export function digestOf(rows: readonly RunRow[]): readonly string[] {
  const deploys = rows.filter((row) => row.plan.deploy !== null && row.startedAt !== null && !row.plan.dryRun);
  if (deploys.length === 0) return ['Nothing new went live.'];
  const places = Map.groupBy(deploys, ({ plan: { deploy } }) => `${deploy?.app ?? ''} on ${deploy?.environment ?? ''}`);
  return [...places]
    .map(([place, list]) => ({ trouble: list.filter(isTrouble).length, sentence: sentenceOf(place, list) }))
    .sort((a, b) => b.trouble - a.trouble)
    .map(({ sentence }) => sentence);
}

const isTrouble = (row: RunRow): boolean => row.state !== 'succeeded' || row.plan.deploy?.rollback === true;

function sentenceOf(place: string, rows: readonly RunRow[]): string {
  const good = rows.filter((row) => row.state === 'succeeded' && !row.plan.deploy?.rollback);
  const back = rows.filter((row) => row.state === 'succeeded' && row.plan.deploy?.rollback);
  const bad = rows.filter((row) => row.state === 'failed' || row.state === 'timed-out');
  const open = rows.filter((row) => row.state === 'unknown' || row.state === 'running');
  const stopped = rows.filter((row) => row.state === 'cancelled');
  const changes = good.reduce(
    (sum, { plan: { deploy } }) => sum + (deploy ? deploy.commits.length + deploy.more : 0),
    0,
  );
  const parts = [
    good.length > 0 &&
      `${plural(good.length, 'new version')} went live${changes > 0 ? ` with ${plural(changes, 'change')}` : ''}`,
    bad.length > 0 && `${plural(bad.length, 'new version')} did not work, and the old one stayed`,
    back.length > 0 && `the previous version was brought back ${back.length === 1 ? 'once' : `${back.length} times`}`,
    stopped.length > 0 &&
      `${plural(stopped.length, 'attempt')} ${stopped.length === 1 ? 'was' : 'were'} stopped by hand`,
    open.length > 0 && `of ${plural(open.length, 'attempt')} the end is not known yet`,
  ].filter((part) => part !== false);
  return `${place}: ${parts.join('; ')}.`;
}

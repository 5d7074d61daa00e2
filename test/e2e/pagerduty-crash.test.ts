import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { verify } from '../../src/timeline/verify.ts';
import { pagerDutyDocument } from '../counterparts/pagerduty/document.ts';
import { type PagerDutyServer, startPagerDuty } from '../counterparts/pagerduty/pagerduty-server.ts';
import { acme } from '../oncall/pagerduty/acme.ts';
import { openCrashDesk } from './crash-desk.ts';
import { type MusterProcess, startMuster } from './muster-process.ts';

pagerDutyDocument(); // before any test's time counts: it is large
let sandbox: Sandbox;
let pagerduty: PagerDutyServer;
let folder: string;
let databasePath: string;
let close: () => Promise<void>;
let muster: MusterProcess | undefined;

beforeEach(async () => {
  ({ sandbox, folder, databasePath, close } = await openCrashDesk());
  pagerduty = await startPagerDuty({ state: acme() });
  writeFileSync(
    join(folder, 'muster.yaml'),
    JSON.stringify({
      people: { ada: { discord: sandbox.as('ada').id } },
      policies: { checkout: { pagerduty: { service: 'PSVC1' }, steps: [{ page: ['person:ada'], wait: '5m' }] } },
      oncall: { pagerduty: { from: 'carol@example.com' } },
    }),
  );
});
afterEach(async () => {
  await muster?.kill();
  await pagerduty.stop();
  await close();
});

const start = (failpoint?: string): Promise<MusterProcess> =>
  startMuster(sandbox, databasePath, {
    MUSTER_CONFIG: join(folder, 'muster.yaml'),
    PAGERDUTY_API_TOKEN: pagerduty.state.token,
    PAGERDUTY_API_URL: pagerduty.url,
    ...(failpoint !== undefined && { MUSTER_FAILPOINT: `${failpoint}@armed` }),
  });
/** The program may die before it answers. */
const type = async (text: string): Promise<void> => {
  const typed = sandbox.as('ada').type('#general', text);
  await Promise.race([typed.then(() => undefined).catch(() => undefined), muster?.dead]);
};
/** Reads beside the Muster that runs. */
async function onRecord<T>(look: (store: ReturnType<typeof openSqliteStore>) => Promise<T>): Promise<T> {
  const store = openSqliteStore({ path: databasePath, readOnly: true });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}
const kindsOf = (page: number): Promise<readonly string[]> =>
  onRecord(async (store) => {
    const stream = (await store.streams({ type: 'page', limit: 100 })).toSorted()[page - 1] ?? 'none';
    return (await store.read(stream)).map(({ kind }) => kind);
  });

test('killed while PagerDuty is asked: after the start each incident is there once, and what was done to it, too', async () => {
  muster = await start('pagerduty.open.before-send');
  await type(`/muster pagerduty map person:<@${sandbox.as('ada').id}> user:PALICE`);
  const points = [
    'pagerduty.open.before-send',
    'pagerduty.open.after-send',
    'pagerduty.act.before-send',
    'pagerduty.act.after-send',
  ] as const;
  for (const [index, point] of points.entries()) {
    const page = index + 1;
    const next = points[index + 1];
    const opens = point.startsWith('pagerduty.open');
    if (opens) await muster.arm();
    await type(`/page send who:policy:checkout message:"killed at ${point}"`);
    if (!opens) {
      await expect.poll(() => kindsOf(page)).toContain('pagerduty-incident.opened');
      await muster.arm();
      await type(`/page ack page:${page}`);
    }
    await muster.dead;
    muster = await start(next);
    await expect.poll(() => kindsOf(page), { message: point }).toContain('pagerduty-incident.opened');
    if (!opens) await expect.poll(() => kindsOf(page), { message: point }).toContain('pagerduty-action.ended');

    const incidents = pagerduty.state.incidents.filter(({ title }) => title === `killed at ${point}`);
    expect(
      incidents.map(({ acknowledgers }) => acknowledgers),
      point,
    ).toEqual([opens ? [] : ['PALICE']]);
    const entries = pagerduty.state.logEntries.filter(
      ({ incident, type }) => incident === incidents[0]?.id && type === 'acknowledge_log_entry',
    );
    expect(entries.length, point).toBe(opens ? 0 : 1);
    const kinds = await kindsOf(page);
    for (const once of ['pagerduty-incident.opened', 'pagerduty-action.ended'])
      expect(kinds.filter((kind) => kind === once).length, `${point}: ${once}`).toBeLessThanOrEqual(1);
  }
  expect(pagerduty.state.incidents.length).toBe(points.length);
  await onRecord(async (store) => {
    expect(await store.effects({ state: 'parked', limit: 9 })).toEqual([]);
    expect((await verify(store)).faults).toEqual([]);
  });
  expect(pagerduty.undocumented).toEqual([]);
}, 300_000);

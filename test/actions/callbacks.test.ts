import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { sign } from '../../src/actions/signature.ts';
import { openCounterpart } from './web-counterpart.ts';
import { codeOf, ended, messageOf, openRoom, type Room } from './room.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-callbacks-'));
const SECRET = 'a-shared-secret-of-both';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

async function deployServer(mode: string): Promise<string> {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'deploy-server.ts'), mode, root], {
    env: { PATH: process.env['PATH'], DEPLOY_SECRET: SECRET },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  closing.push(async () => child.kill('SIGKILL'));
  if (!child.stdout) throw new Error('no output');
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return `http://127.0.0.1:${port.toString().trim()}`;
}

/** Muster with its callback door open on a real port, and an action that a deploy server does. */
async function roomFor(url: string, more: object = {}, deadline = '10m', folder = join(root, `room-${count++}`)) {
  const house: { room?: Room } = {};
  const door = await openCounterpart(async ({ path, headers, body }) =>
    house.room
      ? house.room.actions.callback(path.replace('/callbacks/', ''), { headers, rawBody: body })
      : { status: 503 },
  );
  closing.push(() => door.close());
  const opened = await openRoom({
    folder,
    publicUrl: door.url,
    environment: { DEPLOY_SECRET: SECRET },
    config: {
      actions: {
        ship: {
          summary: 'Ship',
          risk: 'read',
          deadline,
          runs: { webhook: { url: `${url}/deploy`, secret: 'DEPLOY_SECRET', ...more } },
        },
      },
    },
  });
  house.room = opened;
  closing.push(() => opened.close());
  return { room: opened, door };
}

async function start(room: Room): Promise<string> {
  messageOf(await room.type('ann', 'run', { action: 'ship' }));
  const run = (await room.rows())[0]?.run ?? '';
  await room.until(run, ({ startedAt }) => startedAt !== null);
  return run;
}

const signedReport = (run: string, event: object, secret = SECRET, context = run, at = Date.now()) => {
  const rawBody = Buffer.from(JSON.stringify(event));
  return { headers: { 'muster-signature': sign(secret, context, rawBody, at) }, rawBody };
};

test('follows a deploy server to its end: accepted, a percentage, log lines, succeeded', async () => {
  const { room } = await roomFor(await deployServer('works'));
  const run = await start(room);
  expect(await room.until(run, ended)).toMatchObject({
    state: 'succeeded',
    reason: 'All is well',
    url: 'https://example.com/7',
  });
  const progress = (await room.entries()).filter(({ kind }) => kind === 'run.progressed').map(({ data }) => data);
  expect(progress).toMatchObject([{ percent: 0 }, { percent: 50, line: 'copying <@everyone>' }]);
  expect(readFileSync(join(room.parts.folder, `${run}.log`), 'utf8')).toBe(
    'copying <@everyone>\nrestarted\nAll is well\n',
  );
});

test('asks what became of a run whose server died half-way', async () => {
  const url = await deployServer('dies');
  const asking = await deployServer('silent'); // its successor, with the same records
  const folder = join(root, 'dies');
  const { room } = await roomFor(url, { statusUrl: `${asking}/runs/{run}` }, '10m', folder);
  const run = await start(room);
  await expect.poll(async () => (await room.register()).runs[run]?.percent).toBe(50);
  await room.actions.recover(); // nothing that this process follows is touched
  expect((await room.register()).runs[run]?.state).toBe('running');
  await room.close();
  closing.pop();
  const { room: after } = await roomFor(url, { statusUrl: `${asking}/runs/{run}` }, '10m', folder);
  expect(await after.until(run, ended)).toMatchObject({ state: 'failed', reason: 'It died half-way.' });
});

test('says that the outcome is unknown when nobody can be asked, and takes a late report all the same', async () => {
  const folder = join(root, 'silent');
  const url = await deployServer('silent');
  const { room } = await roomFor(url, {}, '10m', folder);
  const run = await start(room);
  await room.close();
  closing.pop();
  const { room: after } = await roomFor(url, {}, '10m', folder);
  expect((await after.until(run, ended)).state).toBe('unknown');
  expect((await after.actions.callback(run, signedReport(run, { id: 'late', state: 'succeeded' }))).status).toBe(200);
  expect((await after.until(run, ({ state }) => state === 'succeeded')).reason).toBe(
    'The deploy server reported success.',
  );
});

test('takes no report that is forged, replayed, old, meant for another run, or malformed', async () => {
  const { room } = await roomFor(await deployServer('silent'));
  const run = await start(room);
  const other = await start(room);
  const done = { id: 'x', state: 'succeeded' };
  const answers = [
    await room.actions.callback(run, signedReport(run, done, 'another-secret-entirely')),
    await room.actions.callback(run, {
      ...signedReport(run, done),
      rawBody: Buffer.from(JSON.stringify({ ...done, line: 'forged' })),
    }),
    await room.actions.callback(run, { headers: {}, rawBody: Buffer.from(JSON.stringify(done)) }),
    await room.actions.callback(run, { headers: { 'muster-signature': 't=1,v1=zz' }, rawBody: Buffer.from('{}') }),
    await room.actions.callback(run, signedReport(run, done, SECRET, run, Date.now() - 400_000)),
    await room.actions.callback(run, signedReport(run, done, SECRET, other)), // what was signed for another run
    await room.actions.callback('0'.repeat(22), signedReport('0'.repeat(22), done)),
    await room.actions.callback('../etc/passwd', signedReport(run, done)),
    await room.actions.callback(run, signedReport(run, { state: 'succeeded' })),
    await room.actions.callback(run, signedReport(run, { id: 'x', state: 'exploded' })),
    await room.actions.callback(run, { headers: {}, rawBody: Buffer.alloc(300_000) }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401, 404, 404, 400, 400, 413]);
  expect((await room.register()).runs[run]).toMatchObject({ state: 'running', percent: null });

  // The same true report twice, at once and later: it counts once.
  const half = signedReport(run, { id: 'half', state: 'running', percent: 50, line: 'once' });
  const both = await Promise.all([room.actions.callback(run, half), room.actions.callback(run, half)]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect((await room.actions.callback(run, half)).body).toMatchObject({ repeated: true });
  const fine = signedReport(run, done);
  expect((await room.actions.callback(run, fine)).status).toBe(200);
  expect((await room.actions.callback(run, fine)).status).toBe(404); // it has ended
  const kinds = (await room.entries()).filter(({ subject }) => subject?.id === run).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'run.progressed' || kind === 'run.finished')).toEqual([
    'run.progressed',
    'run.finished',
  ]);
});

test('cannot end what its server offers no way to end, and says so', async () => {
  const { room } = await roomFor(await deployServer('silent'));
  const run = await start(room);
  expect(codeOf(await room.press('ann', 'run.cancel', [run]))).toBe('run/cannot-cancel');
});

test('asks the provider at the deadline, and says unknown when it has not reported', async () => {
  const { room } = await roomFor(await deployServer('silent'), {}, '1s');
  const run = await start(room);
  const { deadlineAt } = (await room.register()).runs[run] ?? {};
  expect(deadlineAt).not.toBeNull();
  const overdue = await room.store.effects({ kind: 'run.overdue', limit: 10 });
  expect(overdue[0]?.dueAt).toBe((deadlineAt ?? 0) + 30_000);
  const [effect] = overdue;
  if (effect) await room.actions.effects['run.overdue']?.(effect, new AbortController().signal);
  expect((await room.until(run, ended)).state).toBe('unknown');
});

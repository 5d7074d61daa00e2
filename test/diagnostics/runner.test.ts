import { getPriority } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock, virtualClock } from '../../src/base/clock.ts';
import { expectOk } from '../../src/base/result.ts';
import type { Findings } from '../../src/diagnostics/kit/finding.ts';
import type { FromWorker, LoadedSource, ToWorker } from '../../src/diagnostics/runner/protocol.ts';
import { createRunner, type RunOutcome, type Runner } from '../../src/diagnostics/runner/runner.ts';
import { servePlugins } from '../../src/diagnostics/runner/serve-plugins.ts';

const source = (file: string, more: Partial<LoadedSource> = {}): LoadedSource => ({
  key: file,
  version: 1,
  module: new URL(`./plugins/${file}.ts`, import.meta.url).href,
  config: {},
  secrets: { token: 'secret-token' },
  builtIn: false,
  memoryMb: 64,
  ...more,
});
const hostile = source('hostile');

let runner: Runner;
afterEach(() => runner.close());

async function run(
  name: string,
  given: Readonly<Record<string, string | number>> = {},
  more: Partial<Parameters<Runner['run']>[0]> = {},
): Promise<RunOutcome> {
  const from = more.source ?? hostile;
  const diagnostic = expectOk(await runner.describe(from)).find((described) => described.name === name);
  if (!diagnostic) throw new Error(`no ${name}`);
  return runner.run({ source: from, diagnostic, given, signal: new AbortController().signal, ...more });
}
const fresh = (): void => {
  runner = createRunner({ clock: systemClock });
};

test('a plugin is described as data, and runs with its inferred arguments', async () => {
  fresh();
  const described = expectOk(await runner.describe(hostile)).find(({ name }) => name === 'good');
  expect(described).toMatchObject({ permission: 'diagnostics.run', options: { word: { suggests: true } } });
  expect(await run('good', { word: 'hello' })).toMatchObject({
    outcome: 'done',
    findings: [{ type: 'verdict', verdict: 'ok', reason: 'You said hello.' }],
  });
  expect(await runner.suggest(hostile, 'good', 'word', 'he', {})).toEqual([
    { name: 'he-suggested', value: 'he-suggested' },
  ]);
});

test.each([
  ['stalls', 'timed-out', 'did not end within 0.3 s'],
  ['waits', 'timed-out', 'did not end within 0.3 s'],
])('a diagnostic that %s is told plainly, and the bot goes on', async (name, outcome, sentence) => {
  fresh();
  await isTold(name, outcome, sentence);
});

// With time that stands still: how long a busy machine takes to fill or flood a thread that gives way is not what is tested.
test.each([
  ['eats', 'failed', 'more than 64 MB'],
  ['floods', 'refused', 'without coming to an end'],
  ['throws', 'failed', 'a bug'],
  ['throws-elsewhere', 'failed', 'in a listener'],
  ['refuses', 'refused', 'It cannot be. Try another.'],
  ['lies', 'failed', 'not a list of findings'],
  ['exits', 'failed', 'worker ended'],
])(
  'a diagnostic that %s is told plainly, and the bot goes on',
  async (name, outcome, sentence) => {
    runner = createRunner({ clock: virtualClock(0) });
    await isTold(name, outcome, sentence);
  },
  120_000,
);

async function isTold(name: string, outcome: string, sentence: string): Promise<void> {
  const result = await run(name);
  expect(result).toMatchObject({ outcome, message: expect.stringContaining(sentence) as string });
  expect(await run('good', { word: 'again' })).toMatchObject({ outcome: 'done' });
}

test('the deadline is the diagnostic’s own: loading its plugin does not count, and has one of its own', async () => {
  fresh();
  const slow = source('slow-to-load');
  expect(await run('slow-to-load', {}, { source: slow })).toMatchObject({ outcome: 'done' });
  await runner.close();
  runner = createRunner({ clock: systemClock, startDeadlineMs: 1000 });
  expect(await run('slow-to-load', {}, { source: slow })).toMatchObject({
    outcome: 'timed-out',
    message: expect.stringContaining('could not be begun') as string,
  });
});

test('what is beyond the bounds is cut, and said to be', async () => {
  fresh();
  const result = await run('floods-at-once');
  expect(result).toMatchObject({ outcome: 'done', truncated: true });
  const sizeOf = (findings: Findings): number => JSON.stringify(findings).length;
  expect(sizeOf(result.findings.filter(({ type }) => type !== 'file'))).toBeLessThan(1_100_000);
  const [table] = result.findings;
  expect(table?.type === 'table' && table.rows.length).toBeGreaterThan(4000);
  // What is attached has more room than what is shown.
  expect(result.findings.at(-1)).toMatchObject({ type: 'file', name: 'whole.txt' });
  expect(sizeOf(result.findings)).toBeGreaterThan(2_000_000);
  expect(sizeOf(result.findings)).toBeLessThan(5_000_000);
  expect(await run('prints')).toMatchObject({ outcome: 'done' });
  expect(await run('leaves-behind')).toMatchObject({ outcome: 'done' });
  expect(await run('good')).toMatchObject({ outcome: 'done' });
});

test('partial findings come while it runs, and one with the same id takes the place of the earlier', async () => {
  fresh();
  const partial: Findings[] = [];
  const result = await run('counts', { to: 4 }, { onPartial: (findings) => partial.push(findings) });
  expect(partial.length).toBeGreaterThan(1);
  expect(result.findings).toMatchObject([{ facts: [{ value: 4 }] }, { reason: 'Counted.' }]);
});

test('what follows closely is told a little later, and is there when the plugin blocks afterwards', async () => {
  fresh();
  const lines: string[] = [];
  await run('good'); // its worker has started
  const result = await run('hurries', {}, { onProgress: (line) => lines.push(line) });
  expect(lines).toEqual(['first', 'second']);
  expect(result).toMatchObject({
    outcome: 'timed-out',
    message: expect.stringContaining('It was at: second.') as string,
    findings: [{ reason: 'one' }, { reason: 'two' }],
  });
});

test('what is chosen in a loop is told now and then, and the last of it before the run is over', async () => {
  fresh();
  const told: unknown[] = [];
  expect(await run('chooses', {}, { onChose: (values) => told.push(values) })).toMatchObject({ outcome: 'done' });
  expect(told.at(-1)).toEqual({ word: 'word 10000' });
  expect(told.length).toBeLessThan(100);
});

test('what throws in a loop where nobody catches is told of once', async () => {
  const sent: FromWorker[] = [];
  let receive: (message: ToWorker) => void = () => undefined;
  const port = {
    on: (_: string, listener: (message: ToWorker) => void) => (receive = listener),
    postMessage: (message: FromWorker) => sent.push(message),
  } as unknown as MessagePort;
  const { blame } = servePlugins(port, systemClock);
  receive({ type: 'run', call: 1, source: hostile, diagnostic: 'waits', given: {} });
  await expect.poll(() => sent.at(-1)?.type).toBe('started');
  for (let n = 0; n < 1000; n++) blame(new Error('in a listener'));
  expect(sent.filter(({ type }) => type === 'failed')).toHaveLength(1);
});

test('of what a flood put out as much is handed over as is kept of a run', async () => {
  fresh();
  const { findings, truncated } = await run('floods');
  expect(truncated).toBe(true);
  expect(findings.length).toBeGreaterThan(1);
  expect(JSON.stringify(findings).length).toBeLessThan(70_000);
});

test.runIf(process.platform === 'linux')('a stranger gives way to the program, a built-in does not', async () => {
  fresh();
  const niceness = async (source: LoadedSource): Promise<unknown> => {
    const [found] = (await run('nice', {}, { source })).findings;
    return found?.type === 'facts' ? found.facts[0]?.value : undefined;
  };
  expect(await niceness({ ...hostile, builtIn: true })).toBe(getPriority());
  expect(await niceness(hostile)).toBe(Math.min(19, getPriority() + 10));
});

test('stopping it keeps what was found until then', async () => {
  fresh();
  const stop = new AbortController();
  const result = await run(
    'counts',
    { to: 100 },
    {
      signal: stop.signal,
      onPartial: () => {
        stop.abort();
      },
    },
  );
  expect(result).toMatchObject({ outcome: 'stopped', findings: [{ id: 'count' }] });
});

test('arguments are checked again in the worker', async () => {
  fresh();
  expect(await run('counts', { to: 1000 })).toMatchObject({ outcome: 'refused', code: 'option/range' });
  expect(await run('counts', { stranger: 1 })).toMatchObject({ outcome: 'refused', code: 'option/unknown' });
});

test('a plugin sees its own secrets by name and none of the environment', async () => {
  fresh();
  vi.stubEnv('MUSTER_TEST_TOKEN', 'not for you');
  expect((await run('secret')).findings).toMatchObject([{ reason: 'sec' }]);
  expect((await run('environment')).findings).toMatchObject([{ facts: [{ value: null }, { value: null }] }]);
  expect(await run('secret', {}, { source: { ...hostile, version: 2, secrets: {} } })).toMatchObject({
    outcome: 'refused',
    message: expect.stringContaining('secrets: { token:') as string,
  });
});

test('one that hangs while loading keeps nobody waiting, and two for no longer than until they are left out', async () => {
  const clock = virtualClock(0);
  runner = createRunner({ clock });
  const hanging = runner.describe(source('hangs-on-import'));
  expect((await runner.describe(hostile)).ok).toBe(true);
  expect(await runner.describe(source('is-not-there'))).toMatchObject({ refusal: { code: 'plugin/import' } });
  const another = runner.describe(source('hangs-on-import', { version: 2 }));
  const behind = runner.describe(hostile);
  await clock.advance(11_000);
  for (const each of [hanging, another])
    expect(await each).toMatchObject({
      refusal: { code: 'plugin/load', message: expect.stringContaining('did not finish loading') as string },
    });
  expect((await behind).ok).toBe(true);
});

test('a hung built-in does not take along what shares its worker', async () => {
  fresh();
  const shared = { ...hostile, builtIn: true };
  await run('good', {}, { source: shared });
  // Two shared workers: two that stall occupy both, and one that only counts stands beside one of them.
  const results = await Promise.all([
    run('counts', { to: 3 }, { source: shared }),
    run('counts', { to: 3 }, { source: shared }),
    run('stalls', {}, { source: shared }),
  ]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'timed-out']);
});

test('a built-in that ends its worker does not take along what shares it', async () => {
  runner = createRunner({ clock: virtualClock(0) });
  const shared = { ...hostile, builtIn: true };
  await run('good', {}, { source: shared });
  // Two shared workers, three that run: the one that ends its worker has a neighbour, and ends another alone at last.
  const results = await Promise.all([
    run('counts', { to: 3 }, { source: shared }),
    run('counts', { to: 3 }, { source: shared }),
    run('exits', {}, { source: shared }),
  ]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'failed']);
  expect(results[2]).toMatchObject({ message: 'exits failed. Its worker ended.' });
});

test('a retired version ends what it runs, and the new one takes the next run', async () => {
  fresh();
  const running = run('counts', { to: 4 });
  await systemClock.sleep(400);
  runner.retire(hostile);
  const next = await run('good', { word: 'new' }, { source: { ...hostile, version: 2 } });
  expect(next.outcome).toBe('done');
  expect((await running).outcome).toBe('done');
});

test('suggestions that come too late are dropped, and what runs beside them goes on', async () => {
  // Plugins' threads give way to everything else: on a busy machine they get to hear late that they are to stop.
  runner = createRunner({ clock: systemClock, graceMs: 5_000 });
  const [counts] = expectOk(await runner.describe(hostile)).filter(({ name }) => name === 'counts');
  if (!counts) throw new Error('no counts');
  // Costly: what is ended together with its worker is not run a second time.
  const running = run('counts', { to: 15 }, { diagnostic: { ...counts, risk: 'costly', timeoutMs: 30_000 } });
  expect(await runner.suggest(hostile, 'suggests', 'late', '', {})).toEqual([]);
  expect(await running).toMatchObject({ outcome: 'done' });
  // One that keeps its thread is ended, and the next finds another.
  expect(await runner.suggest(hostile, 'suggests', 'stalled', '', {})).toEqual([]);
  expect(await run('good', { word: 'again' })).toMatchObject({ outcome: 'done' });
}, 60_000);

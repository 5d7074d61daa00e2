import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { newId } from '../../../src/base/ids.ts';
import type { ProgramRunnerConfig } from '../../../src/actions/config/runner-schema.ts';
import { createLauncher } from '../../../src/actions/programs/launcher.ts';
import { createProgramRunner } from '../../../src/actions/programs/program-runner.ts';
import { processesOfRun } from '../../../src/actions/programs/process-tree.ts';
import { createRunOutput, type RunOutput } from '../../../src/actions/runners/run-output.ts';
import { CANCELLED, type RunEnding, TIMED_OUT } from '../../../src/actions/runners/runner.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-program-'));
const launcher = createLauncher();
afterAll(() => {
  launcher.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly ending: RunEnding | null;
  readonly output: RunOutput;
  readonly run: string;
  readonly file: Buffer;
}

async function run(
  program: readonly string[],
  options: {
    readonly values?: Readonly<Record<string, string | number | boolean>>;
    readonly config?: Partial<ProgramRunnerConfig>;
    readonly secrets?: Readonly<Record<string, string>>;
    readonly stop?: { readonly when: (output: RunOutput) => boolean; readonly reason: string };
    readonly mostBytes?: number;
    readonly optional?: readonly string[];
  } = {},
): Promise<Ran> {
  const id = newId(Date.now());
  const abort = new AbortController();
  const output = createRunOutput({
    path: join(folder, `${id}.log`),
    secrets: Object.values(options.secrets ?? {}),
    onOutput: () => {
      if (options.stop?.when(output) === true) abort.abort(options.stop.reason);
    },
    ...(options.mostBytes !== undefined && { mostBytes: options.mostBytes }),
  });
  const runner = createProgramRunner(
    {
      program: [...program],
      folder,
      env: {},
      secrets: Object.keys(options.secrets ?? {}),
      leavesRunning: false,
      ...options.config,
    },
    { clock: systemClock, launcher, environment: process.env, graceMs: 300 },
  );
  const ending = await runner.run({
    run: id,
    summary: 'test',
    values: options.values ?? {},
    optional: new Set(options.optional ?? []),
    dryRun: false,
    deadlineAt: Date.now() + 60_000,
    output,
    secret: (name) => options.secrets?.[name],
    accepted: async () => undefined,
    progressed: async () => undefined,
    signal: abort.signal,
  });
  await output.close();
  return { ending, output, run: id, file: readFileSync(output.path) };
}

const said = (text: string) => (output: RunOutput) => output.tail().includes(text);

test('hands each parameter over as one argument, whatever stands in it', async () => {
  const hostile = [
    '$(touch pwned)',
    '; touch pwned',
    '`touch pwned`',
    '| cat',
    '\' quote " double',
    'ein Wort 🦊',
    '* ?',
    '&& true',
  ];
  for (const value of hostile) {
    const { ending, file } = await run(
      [
        process.execPath,
        '-e',
        'process.stdout.write(JSON.stringify(process.argv.slice(1)))',
        '--',
        '{value}',
        'x{value}x',
      ],
      {
        values: { value },
      },
    );
    expect(ending?.outcome).toBe('succeeded');
    expect(JSON.parse(file.toString())).toEqual([value, `x${value}x`]);
  }
  expect(statSync(join(folder, 'pwned'), { throwIfNoEntry: false })).toBeUndefined();
});

test('leaves out the argument of an optional parameter that was not given', async () => {
  const { file } = await run([process.execPath, '-p', 'process.argv.length', '--', 'always', '{maybe}'], {
    optional: ['maybe'],
  });
  expect(file.toString()).toBe('2\n');
});

test('gives a program only the environment that is stated', async () => {
  process.env['MUSTER_TEST_LEAK'] = 'leaked';
  const { file } = await run(['env'], {
    config: { env: { REGION: 'eu-{zone}' } },
    values: { zone: 'west' },
    secrets: { API_TOKEN: 'abcdef123456' },
  });
  delete process.env['MUSTER_TEST_LEAK'];
  const names = file
    .toString()
    .split('\n')
    .flatMap((line) => line.split('=')[0] ?? []);
  expect(names).not.toContain('MUSTER_TEST_LEAK');
  expect(file.toString()).toContain('REGION=eu-west\n');
  expect(file.toString()).toContain('API_TOKEN=[masked]\n');
});

test('says that a program does not exist, may not be executed, or has no folder to run in', async () => {
  writeFileSync(join(folder, 'not-executable'), '#!/bin/sh\n');
  expect((await run(['no-such-program-anywhere'])).ending?.reason).toContain('there is no such program');
  expect((await run([join(folder, 'not-executable')])).ending?.reason).toContain('may not be executed');
  expect((await run(['true'], { config: { folder: join(folder, 'gone') } })).ending?.reason).toContain(
    'does not exist',
  );
});

test('reports the exit status, and the signal that ended it', async () => {
  expect((await run(['sh', '-c', 'echo almost; exit 3'])).ending).toMatchObject({ outcome: 'failed', status: 3 });
  expect((await run(['sh', '-c', 'kill -9 $$'])).ending).toMatchObject({
    outcome: 'failed',
    reason: 'It was ended by SIGKILL.',
  });
});

test('keeps all of 100 MB without a line end, and a bounded tail', async () => {
  const { ending, output, file } = await run(['sh', '-c', 'head -c 104857600 /dev/zero | tr "\\0" x']);
  expect(ending?.outcome).toBe('succeeded');
  expect(file.length).toBe(104_857_600);
  expect(output.tail().length).toBeLessThan(1600);
  expect(output.bytes()).toBe(104_857_600);
});

test('keeps binary output byte by byte', async () => {
  writeFileSync(join(folder, 'bytes'), Buffer.from(Array.from({ length: 65_536 }, (_, index) => (index * 7) % 256)));
  const { output, file } = await run(['cat', 'bytes']);
  expect(file.equals(readFileSync(join(folder, 'bytes')))).toBe(true);
  expect(output.tail()).toBe('(not text: see the file)');
});

test('stops keeping what would fill the disk, and says how much there was', async () => {
  const { output, file } = await run(['head', '-c', '100000', '/dev/zero'], { mostBytes: 5000 });
  expect([file.length, output.kept(), output.bytes()]).toEqual([5000, 5000, 100_000]);
});

test('masks a secret also where two chunks cut it', async () => {
  const { file, output } = await run(
    [
      process.execPath,
      '-e',
      'process.stdout.write("a s3cr3t-val"); setTimeout(() => process.stdout.write("ue-here b"), 200)',
    ],
    { secrets: { TOKEN: 's3cr3t-value-here' } },
  );
  expect(file.toString()).toBe('a [masked] b');
  expect(output.tail()).toBe('a [masked] b');
});

test('takes terminal control sequences out of what is shown', async () => {
  const { output } = await run(['printf', '\\033[31mred\\033[0m\\033]0;title\\007 plain\\r\\nnext']);
  expect(output.tail()).toBe('red plain\nnext');
});

test('ends a program that asks for no more than a SIGTERM', async () => {
  const { ending, run: id } = await run(['sh', '-c', 'echo up; sleep 600'], {
    stop: { when: said('up'), reason: CANCELLED },
  });
  expect(ending).toMatchObject({
    outcome: 'cancelled',
    reason: expect.stringContaining('ended when asked to') as string,
  });
  expect(processesOfRun(id)).toEqual([]);
});

test('kills what ignores SIGTERM, with its children', async () => {
  const { ending, run: id } = await run(
    ['sh', '-c', 'trap "" TERM; (trap "" TERM; sleep 600) & echo up; while :; do sleep 1; done'],
    {
      stop: { when: said('up'), reason: TIMED_OUT },
    },
  );
  expect(ending).toMatchObject({
    outcome: 'timed-out',
    reason: expect.stringContaining('was killed, all of it') as string,
  });
  expect(processesOfRun(id)).toEqual([]);
});

test('finds children that hid in a session of their own', async () => {
  const { ending, run: id } = await run(
    ['sh', '-c', 'setsid sleep 600 & setsid sh -c "trap \'\' TERM; sleep 600" & echo up; wait'],
    {
      stop: { when: said('up'), reason: CANCELLED },
    },
  );
  expect(ending?.outcome).toBe('cancelled');
  expect(processesOfRun(id)).toEqual([]);
});

test('ends what a program left behind in the background, and says so', async () => {
  const { ending, run: id } = await run(['sh', '-c', 'sleep 600 & sleep 600 & echo done']);
  expect(ending).toMatchObject({
    outcome: 'succeeded',
    reason: expect.stringContaining('2 processes that it left behind were ended') as string,
  });
  expect(processesOfRun(id)).toEqual([]);
});

test('lets live what a deploy started, when it may', async () => {
  const { ending, run: id } = await run(['sh', '-c', 'sleep 600 & echo started'], { config: { leavesRunning: true } });
  expect(ending?.outcome).toBe('succeeded');
  const left = processesOfRun(id);
  expect(left).toHaveLength(1);
  for (const pid of left) process.kill(pid, 'SIGKILL');
});

test('does a fork bomb’s worth of children in', async () => {
  writeFileSync(
    join(folder, 'forks.sh'),
    '#!/bin/sh\nfor i in $(seq 40); do (trap "" TERM; sleep 600) & done; echo up; wait\n',
  );
  chmodSync(join(folder, 'forks.sh'), 0o755);
  const { run: id } = await run([join(folder, 'forks.sh')], { stop: { when: said('up'), reason: CANCELLED } });
  expect(processesOfRun(id)).toEqual([]);
});

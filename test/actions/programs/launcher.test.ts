import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { createLauncher, type Launched, type Launcher } from '../../../src/actions/programs/launcher.ts';
import { signalGroup } from '../../../src/actions/programs/process-tree.ts';

let launcher: Launcher = createLauncher();
afterEach(() => {
  launcher.close();
  launcher = createLauncher();
});

async function launch(...argv: readonly string[]): Promise<Launched> {
  const [program = '', ...args] = argv;
  const outcome = await launcher.launch({ program, args, folder: '/', env: { PATH: process.env['PATH'] ?? '' } });
  if (outcome.started !== true) throw new Error(`It was not started: ${JSON.stringify(outcome)}`);
  return outcome.launched;
}

/** The launchers that this process has now. */
const crews = (): readonly number[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const parent = / (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, 'latin1').split(') ').at(-1) ?? '')?.[1];
        const command = readFileSync(`/proc/${entry}/cmdline`, 'latin1');
        return parent === String(process.pid) && command.includes('launch-programs') ? [Number(entry)] : [];
      } catch {
        return [];
      }
    });

test('keeps what a program says on both of its outputs in the order in which it was said', async () => {
  const { output, ended } = await launch('sh', '-c', 'for i in 1 2 3 4 5; do echo $i; echo e$i >&2; done; exit 7');
  expect(await text(output)).toBe('1\ne1\n2\ne2\n3\ne3\n4\ne4\n5\ne5\n');
  expect(await ended).toEqual({ code: 7, signal: null });
});

test('starts fifty at once, and mixes nobody’s output with another’s', async () => {
  const said = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const { output } = await launch('sh', '-c', 'echo "$0"; echo "$0" >&2', String(index));
      return text(output);
    }),
  );
  expect(said).toEqual(Array.from({ length: 50 }, (_, index) => `${index}\n${index}\n`));
});

test('says that the end is not known when the launcher is killed, and starts the next with a new one', async () => {
  const { pid, ended } = await launch('sleep', '600');
  for (const crew of crews()) process.kill(crew, 'SIGKILL');
  expect(await ended).toEqual({ lost: true });
  expect(signalGroup(pid, 'SIGKILL')).toBe(true); // it lived on
  expect(await text((await launch('echo', 'again')).output)).toBe('again\n');
});

test('is not ended by the signals that end a whole service: its programs are ended first', async () => {
  const { pid, ended, output } = await launch('sh', '-c', 'trap "" TERM; echo up; sleep 600');
  await once(output, 'readable');
  for (const crew of crews()) process.kill(crew, 'SIGTERM');
  signalGroup(pid, 'SIGKILL');
  expect(await ended).toEqual({ code: null, signal: 'SIGKILL' });
});

test('hangs up on who connects without the word', async () => {
  const own = mkdtempSync(join(tmpdir(), 'muster-strangers-'));
  launcher = createLauncher({ folder: own });
  const { output } = await launch('sh', '-c', 'sleep 0.2; echo mine');
  const stranger = connect(join(own, readdirSync(own)[0] ?? '', 'output'));
  stranger.write(`${'0'.repeat(32)}forged output\n`);
  stranger.resume();
  await once(stranger, 'close');
  expect(await text(output)).toBe('mine\n');
  rmSync(own, { recursive: true, force: true });
});

test('leaves nothing behind when it is closed, or when Muster is killed', async () => {
  const own = mkdtempSync(join(tmpdir(), 'muster-closing-'));
  launcher = createLauncher({ folder: own });
  expect(await text((await launch('echo', 'up')).output)).toBe('up\n');
  expect(readdirSync(own)).toHaveLength(1);
  launcher.close(); // its channel closes, as it does when this process dies
  await expect.poll(() => readdirSync(own)).toEqual([]);
  await expect.poll(crews).toEqual([]);
  rmSync(own, { recursive: true, force: true });
});

test('starts nothing any more once it is closed', async () => {
  launcher.close();
  const outcome = await launcher.launch({ program: 'true', args: [], folder: '/', env: {} });
  expect(outcome).toMatchObject({ started: false });
});

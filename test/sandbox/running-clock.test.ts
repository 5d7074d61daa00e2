import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { virtualClock } from '../../src/base/clock.ts';
import { runningClock } from '../../src/sandbox/page/running-clock.ts';
import { startSandbox } from '../../src/sandbox/start.ts';

test('moved forward, it does on the way what falls due, each at its time', async () => {
  const clock = runningClock(virtualClock(1000));
  const done: [string, number][] = [];
  clock.at(3000, () => done.push(['later', clock.now()]));
  clock.at(2000, () => done.push(['first', clock.now()]));
  clock.at(9000, () => done.push(['not yet', clock.now()]));
  await clock.advance(4000);
  expect(done).toEqual([
    ['first', 2000],
    ['later', 3000],
  ]);
  expect(clock.now()).toBe(5000);
});

test('one that stands lets nothing fall due by itself, and runs along from where it was moved to', async () => {
  const machine = virtualClock(100_000);
  const clock = runningClock(machine, { behindMs: 60_000, standing: true });
  const done: number[] = [];
  clock.at(45_000, () => done.push(clock.now()));
  clock.at(70_000, () => done.push(clock.now()));
  await machine.advance(50_000);
  expect([clock.now(), done]).toEqual([40_000, []]);
  await clock.advance(20_000);
  expect([clock.now(), done]).toEqual([60_000, [45_000]]);
  clock.run();
  expect(clock.now()).toBe(60_000);
  await machine.advance(10_000);
  expect([clock.now(), done]).toEqual([70_000, [45_000, 70_000]]);
});

test('a sandbox that is started again goes on at the time to which it had been moved', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-clock-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const machine = virtualClock(1_700_000_000_000);
  const start = (): ReturnType<typeof startSandbox> =>
    startSandbox({ clock: runningClock(machine), file: join(folder, 'guild.json') });
  const first = await start();
  await first.world.clock.advance?.(3_600_000);
  const { timestamp } = first.as('ada').send('general', 'An hour ahead');
  await first.close();
  await machine.advance(60_000);
  const second = await start();
  onTestFinished(() => second.close());
  expect(second.world.clock.now()).toBe(machine.now() + 3_600_000);
  expect(Date.parse(String(second.as('ada').send('general', 'Later').timestamp))).toBe(
    Date.parse(String(timestamp)) + 60_000,
  );
});

test('where it cannot be saved a sandbox goes on, says so once, and saves when it can again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-unsaved-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'guild.json');
  const clock = virtualClock(1_700_000_000_000);
  const told: unknown[] = [];
  const first = await startSandbox({ clock, file, saveFailed: (error) => told.push(error) });
  const ada = first.as('ada');
  mkdirSync(file); // no file can be put in its place
  ada.send('general', 'Unsaved at first');
  await clock.advance(60_000);
  ada.send('general', 'Unsaved, too');
  await clock.advance(60_000);
  expect(told).toEqual([expect.objectContaining({ syscall: 'rename' })]);
  expect(readdirSync(folder)).toEqual(['guild.json']);

  rmdirSync(file);
  await clock.advance(10_000);
  const second = await startSandbox({ clock, file });
  onTestFinished(() => second.close());
  const words = second
    .as('ada')
    .see('general')
    .map(({ content }) => content);
  expect(words).toEqual(['Unsaved at first', 'Unsaved, too']);

  rmSync(file);
  mkdirSync(file);
  ada.send('general', 'Unsaved again');
  await clock.advance(60_000);
  expect(told).toHaveLength(2);
  rmdirSync(file);
  await first.close();
});

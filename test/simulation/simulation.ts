import { simulateDisk } from './simulated-disk.ts';
import { simulateNetwork } from './simulated-network.ts';
import { simulateRandom } from './simulated-random.ts';
import { simulateThreads } from './simulated-threads.ts';
import { simulateTime } from './simulated-time.ts';

/*
 * Loaded before everything else (`node --import`): whatever this process runs finds simulated time, chance and network,
 * discord.js and the sandbox included. So a seed decides all that happens, and the same seed makes it happen again.
 */

/** Taken before it is counted. */
const immediate = setImmediate;
const turn = (): Promise<void> => new Promise((resolve) => immediate(resolve));

const START = Date.UTC(2026, 2, 2, 9, 0, 0);

export const random = simulateRandom();
export const time = simulateTime(START);
simulateNetwork();
simulateThreads();
export const disk = simulateDisk();

/** A few turns of whatever goes on, and no more: to break off in the middle of it. */
export async function turns(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await turn();
}

/** So many turns in which nobody asks for another one count as silence: promises may need one more. */
const SILENT_TURNS = 4;

/** Lets everything go on that needs no time to pass. */
export async function silence(): Promise<void> {
  for (let silent = 0; silent < SILENT_TURNS;) {
    const before = time.turnsAskedFor();
    await turn();
    silent = time.turnsAskedFor() === before ? silent + 1 : 0;
  }
}

/** Lets time pass: what falls due on the way is done, each at its time. */
export async function pass(durationMs: number): Promise<void> {
  const until = time.now() + durationMs;
  await silence();
  for (let due = time.nextDue(); due !== undefined && due <= until; due = time.nextDue()) {
    time.runNext();
    await silence();
  }
  time.moveTo(until);
}

/** Waits, and lets as much time pass as it takes: for what waits for others itself. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let settled = false;
  const done = (): void => {
    settled = true;
  };
  work.then(done, done);
  for (await silence(); !settled; await silence()) time.runNext();
  return work;
}

/** Waits without letting time pass: for starting and stopping, which read files. Rejects when nothing comes of it. */
export async function atOnce<T>(work: Promise<T>): Promise<T> {
  let settled = false;
  const done = (): void => {
    settled = true;
  };
  work.then(done, done);
  while (!settled) await silence();
  return work;
}

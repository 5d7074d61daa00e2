/**
 * Muster's actions in a process of their own, to be killed at a named step: opens the store in FOLDER, recovers, asks
 * for the action and confirms it (only the first time), and waits for its end.
 * bot.ts FOLDER COUNTER [recover]
 */
import { openRoom, runOf } from '../room.ts';

const [folder = '', counter = '', mode] = process.argv.slice(2);

const room = await openRoom({
  folder,
  config: {
    actions: {
      count: {
        summary: 'Count',
        risk: 'change',
        runs: { program: ['sh', '-c', 'echo run >> "$1"; echo done', 'count', counter], folder },
      },
    },
  },
});

if (mode !== 'recover') {
  const run = runOf(await room.type('ann', 'run', { action: 'count' }));
  process.stdout.write(`${run}\n`);
  await room.press('ann', 'run.confirm', [run]);
}
const end = Date.now() + 10_000;
while (Date.now() < end) {
  const { runs } = await room.register();
  if (Object.values(runs).every(({ state }) => state === 'unknown' || state === 'awaiting')) break;
  await new Promise((resolve) => setTimeout(resolve, 10));
}
await room.close();

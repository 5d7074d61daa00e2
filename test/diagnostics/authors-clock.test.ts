import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runningRuns } from '../../src/diagnostics/running-runs.ts';
import { startBot, virtualClock } from '../../src/testing.ts';

test('an author’s test may run the plugin on its own clock', async () => {
  const bot = await startBot({
    clock: virtualClock(Date.UTC(2031, 4, 6, 7, 8, 9)),
    pluginsInThread: true,
    config: JSON.stringify({
      diagnostics: { plugins: { time: { from: join(import.meta.dirname, 'plugins/tells-time.ts') } } },
    }),
  });
  const ada = bot.as('ada');
  await ada.command('#general', 'diag time');
  const shown = await ada.waitFor(() =>
    ada.see('#general').find(({ embeds }) => JSON.stringify(embeds).includes('It is 2031-05-06')),
  );
  expect(JSON.stringify(shown.embeds)).toContain('It is 2031-05-06T07:08:09');
  await bot.stop();
});

test('a test that does not wait for its diagnostic to end is told which', async () => {
  const bot = await startBot({
    clock: virtualClock(Date.UTC(2031, 4, 6, 7, 8, 9)),
    pluginsInThread: true,
    config: JSON.stringify({
      diagnostics: { plugins: { slow: { from: join(import.meta.dirname, 'plugins/slow.ts') } } },
    }),
  });
  await bot.as('ada').command('#general', 'diag slow');
  await expect.poll(() => bot.app.store.project(runningRuns, { bucket: 'running', limit: 1 })).toHaveLength(1);
  await expect(bot.stop()).rejects.toThrow(/Left over.*slow, which still runs/);
});

test('a plugin that leaves a timer behind fails the test of its author', async () => {
  const bot = await startBot({
    clock: virtualClock(Date.UTC(2031, 4, 6, 7, 8, 9)),
    pluginsInThread: true,
    config: JSON.stringify({
      diagnostics: { plugins: { leaky: { from: join(import.meta.dirname, 'plugins/leaves-timer.ts') } } },
    }),
  });
  const ada = bot.as('ada');
  await ada.command('#general', 'diag leaky');
  await ada.waitFor(() => ada.see('#general').find(({ embeds }) => JSON.stringify(embeds).includes('as far as')));
  await expect(bot.stop()).rejects.toThrow(/Left over.*timer/);
});

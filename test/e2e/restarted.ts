import { expect } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import { serve } from '../../src/serve.ts';
import type { Bot, virtualClock } from '../../src/testing.ts';

type VirtualClock = ReturnType<typeof virtualClock>;

export interface Restarted {
  readonly app: App;
  /** Resolves when every effect that is due has been done. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Stops the bot’s program, lets so much time pass, and starts it anew on the same database, server and muster.yaml. */
export async function restarted(bot: Bot, clock: VirtualClock, downMs: number): Promise<Restarted> {
  const { settings } = bot.app;
  const { config } = bot.app.current();
  await bot.serving.stop();
  await bot.app.close();
  await clock.advance(downMs);

  const app = expectOk(await openApp({ settings, config, clock, log: silentLog }));
  const { token, restBase: apiUrl, guildId } = bot.sandbox;
  const serving = serve(app, { token, apiUrl, guildId });
  await serving.ready;
  return {
    app,
    settled: async () =>
      expect
        .poll(
          async () => {
            const due = (await app.store.effects({ state: 'pending', limit: 99 })).filter(
              ({ dueAt }) => dueAt <= clock.now(),
            );
            return [...due, ...(await app.store.effects({ state: 'running', limit: 99 }))].length;
          },
          { timeout: 10_000 },
        )
        .toBe(0),
    async stop() {
      await serving.stop();
      await app.close();
      await bot.sandbox.close();
    },
  };
}

import { expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { effectWords } from '../../src/app/effect-words.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import { DEFAULT_CONFIG, readSettings } from '../../src/config.ts';

test('everything that Muster does is told in words', async () => {
  const settings = expectOk(readSettings({ MUSTER_DATABASE_URL: 'sqlite::memory:' }));
  const app = expectOk(await openApp({ settings, config: DEFAULT_CONFIG, clock: systemClock, log: silentLog }));
  const kinds = Object.keys(app.effects);
  await app.close();
  expect(kinds).toContain('oncall.hand-off');
  expect(kinds.filter((kind) => effectWords(kind) === kind)).toEqual([]);
});

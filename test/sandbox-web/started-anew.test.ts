import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';
import { api } from '../sandbox/api.ts';
import { hasBrowser, launch } from './browser.ts';
import { openChat } from './chat-page.ts';

test.skipIf(!hasBrowser)(
  'the panel of frames goes on when the sandbox was started anew',
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-anew-'));
    const file = join(folder, 'guild.json');
    const browser = await launch();
    const before = await startSandbox({ file });
    const port = Number(new URL(before.url).port);
    const page = await openChat(browser, `${before.url}/?as=ada`);
    await page.getByRole('button', { name: /Workbench/ }).click();
    for (let asked = 0; asked < 5; asked++) await api(before, 'GET', `/guilds/${before.guildId}`);
    await expect.poll(() => page.locator('.frames > li').count()).toBeGreaterThanOrEqual(5);
    await before.close();
    await page.locator('.shell:not([data-connection=open])').waitFor();

    const after = await startSandbox({ file, port });
    await page.locator('.shell[data-connection=open]').waitFor();
    await api(after, 'GET', `/guilds/${after.guildId}/roles`);
    await page.locator('.frames > li', { hasText: '/roles' }).waitFor();
    // What was before is gone with the sandbox that kept it.
    expect(await page.locator('.frames > li').count()).toBeLessThan(5);
    await browser.close();
    await after.close();
    rmSync(folder, { recursive: true, force: true });
  },
);

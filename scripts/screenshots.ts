/** `npm run screenshots`: plays a short story on the real page, with the real Muster, and writes docs/images/*.png. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launch } from '../test/sandbox-web/browser.ts';

const root = join(import.meta.dirname, '..');
const images = join(root, 'docs/images');
const folder = mkdtempSync(join(tmpdir(), 'muster-screenshots-'));
mkdirSync(images, { recursive: true });

const muster = spawn(process.execPath, [join(root, 'bin/muster.js'), 'start', '--port', '4613'], {
  cwd: folder,
  env: { ...process.env, MUSTER_HTTP_PORT: '0', DISCORD_TOKEN: undefined, NODE_ENV: undefined, LOG_LEVEL: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
await new Promise<void>((resolve, reject) => {
  muster.once('exit', () => {
    reject(new Error('Muster did not start.'));
  });
  muster.stdout.on('data', (text: Buffer) => {
    if (text.toString().includes('Ctrl+C')) resolve();
  });
});

const browser = await launch();
const open = async (person: string, width: number, height: number, colorScheme: 'dark' | 'light'): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(`http://127.0.0.1:4613/?as=${person}`);
  await page.locator('.shell[data-connection=open] .composer textarea').waitFor();
  return page;
};
const say = async (page: Page, text: string): Promise<void> => {
  await page.locator('.composer textarea').fill(text);
  await page.keyboard.press('Enter');
};
const run = async (page: Page, command: string): Promise<void> => {
  // The commands are registered moments after the start.
  const form = page.getByRole('button', { name: /^Run ↵/ });
  for (let attempt = 0; attempt < 20 && !(await form.isVisible()); attempt++) {
    await say(page, command);
    await page.waitForTimeout(300);
  }
  await form.click();
  await page.waitForTimeout(1200);
};
/** A schedule beside those of the sandbox's company, on which all can be seen that there is: on Sundays a gap. */
const SUPPORT = `
  support:
    timeZone: UTC
    layers:
      - { name: weekly, users: [ada, ben, chiara], start: 2026-01-05T09:00, turn: 1 week, restrictions: [{ from: sun 20:00, to: sun 08:00 }] }
      - { name: weekends, users: [dmitri], start: 2026-01-05T09:00, turn: 1 week, restrictions: [{ from: fri 18:00, to: sun 08:00 }] }
`;
/** The very file that Muster posts for `/oncall show`. */
const drawOnCall = async (page: Page): Promise<void> => {
  const company = join(folder, 'sandbox.yaml');
  writeFileSync(company, readFileSync(company, 'utf8').replace(/(?=\npolicies:)/, SUPPORT));
  await page.locator('.channel[data-channel=on-call]').click();
  // Muster follows the file, and says at once that there is a gap.
  await page.getByText('Nobody is on call ahead').waitFor();
  // A week on, none of what is drawn is of the time before the schedule was known.
  await page.getByRole('button', { name: /Workbench/ }).click();
  await page.getByRole('tab', { name: 'Clock' }).click();
  const aDay = page.getByRole('button', { name: '+ 1 day', exact: true });
  // Much happens in a week: pages, reminders, hand-offs.
  for (let day = 0; day < 7; day++) await aDay.click({ timeout: 180_000 });
  await page.getByRole('button', { name: 'Close Workbench' }).click();
  await run(page, '/oncall override schedule:support when:"tomorrow 09:00 to 19:00" person:Emeka');
  await run(page, '/oncall show schedule:support');
  const picture = page.getByRole('img', { name: /^On call: support/ });
  const posted = await page.request.get((await picture.getAttribute('src')) ?? '');
  writeFileSync(join(images, 'oncall.png'), await posted.body());
};
const shoot = (page: Page, name: string): Promise<Buffer> => page.screenshot({ path: join(images, `${name}.png`) });

try {
  const ada = await open('ada', 1280, 1100, 'dark');
  await ada.getByText('Six things to try').first().waitFor();
  await shoot(ada, 'welcome');
  await ada.setViewportSize({ width: 1280, height: 960 });
  await say(ada, 'Checkout is slow for me, is anybody else seeing this?');
  await run(ada, '/incident declare title:"Checkout answers 500" severity:SEV-2 service:checkout');
  const channel = ada.locator('.channel[data-channel^="inc-2"]');
  await channel.click();
  await ada.getByRole('button', { name: 'Take command' }).first().click();
  await ada.waitForTimeout(1500);
  const ben = await open('ben', 1280, 800, 'light');
  await ben.locator('.channel[data-channel^="inc-2"]').click();
  await say(ben, 'Error rate went from 0.1 % to **14 %** with the deploy of 14:02. Rolling back `checkout@7f3a91c`.');
  await say(ada, 'Thanks. I tell support; next update in 20 minutes.');
  await run(ben, '/incident note text:"Rollback finished, error rate falling" at:"2 min ago"');
  // The card is edited in place, at most every ten seconds.
  await ada.waitForTimeout(11_000);
  await ada.mouse.move(640, 8);
  // Tall enough for the pinned card and what was said since.
  await ada.setViewportSize({ width: 1280, height: 1480 });
  await ada.waitForTimeout(600);
  await shoot(ada, 'incident');
  await ada.setViewportSize({ width: 1280, height: 960 });
  await ben.locator('.channel[data-channel=general]').click();
  await say(ben, '/incident declare title:"Search answers 503"');
  await ben.locator('.command-form').getByRole('button', { name: 'severity' }).click();
  await ben.waitForTimeout(800);
  await shoot(ben, 'commands');
  await ben.keyboard.press('Escape');
  await ada.getByRole('button', { name: /Workbench/ }).click();
  await ada.waitForTimeout(1000);
  await shoot(ada, 'workbench');
  await ada.getByRole('button', { name: 'Close Workbench' }).click();
  const phone = await open('ada', 360, 740, 'dark');
  await phone.getByRole('button', { name: 'Channels' }).click();
  await phone.locator('.channel[data-channel^="inc-2"]').click();
  await phone.getByRole('button', { name: /To the newest/ }).click();
  await phone.mouse.move(180, 4);
  await phone.waitForTimeout(900);
  await shoot(phone, 'phone');
  await drawOnCall(ada);
} finally {
  await browser.close();
  muster.removeAllListeners('exit');
  const ended = new Promise((resolve) => muster.once('exit', resolve));
  muster.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

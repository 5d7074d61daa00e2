import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ok, refuse } from '../../src/base/result.ts';
import type { LinkedPage } from '../../src/web/ack-routes.ts';
import { createWeb, type Web } from '../../src/web/create-web.ts';
import { ALICE, BOB, NAMES, openChannel, openDesk } from '../incidents/desk.ts';
import { seriousFindings } from '../sandbox-web/axe.ts';
import { hasBrowser, launch } from '../sandbox-web/browser.ts';
import { HOSTILE, TURNED } from '../sandbox-web/hostile-parts.ts';
import { layoutFaults } from '../sandbox-web/layout-faults.ts';
import { NOW, signed, webParts } from './web-parts.ts';

const CHANNEL = '200000000000000001';

/** The pages for a browser with a real incident's export, all of whose words are somebody's attempt. */
async function hostilePages(fill: (most: number) => string): Promise<{ web: Web; address: string }> {
  const desk = openDesk({ given: { nameOf: (id) => (id === BOB ? fill(32) : NAMES[id]) } });
  const declared = await desk
    .as(ALICE)
    .type('incident declare', { title: fill(100), severity: 'SEV-2', description: fill(1000) });
  expect(declared.ok).toBe(true);
  await openChannel(desk, 1, CHANNEL);
  const alice = desk.as(ALICE, CHANNEL);
  const bob = desk.as(BOB, CHANNEL);
  // Whoever holds a role may do the rest.
  await alice.type('incident role', { role: 'commander', person: BOB });
  for (const [name, options] of [
    ['incident note', { text: fill(4000) }],
    ['incident note', { text: `Evidence\n${fill(3900)}` }],
    ['incident task', { text: fill(200) }],
    ['incident link', { to: `https://wiki.example/${'p'.repeat(900)}`, title: fill(100) }],
    ['incident summary', { text: fill(1500) }],
    ['incident impact', { text: `- ${fill(900)}\n\n> ${fill(500)}` }],
  ] as const) {
    const done = await bob.type(name, options);
    if (!done.ok) throw new Error(`${name}: ${done.refusal.message}`);
  }
  await alice.press('incident.postmortem.lessons.submit', ['1'], { well: [`- ${fill(900)}`] });
  const { viewer } = alice.context();
  const parts = webParts();
  const page: LinkedPage = {
    number: 1,
    message: fill(1000),
    status: 'open',
    mayJoin: false,
    mayDecline: true,
    askedAt: 0,
    answered: null,
  };
  const web = createWeb({
    ...parts,
    incidents: {
      list: async () =>
        (await desk.incidents.lookup.all(viewer)).map((row) => ({
          ...row,
          open: true,
          counted: true,
          resolveMs: null,
          whyNoResolveMs: null,
          services: [fill(40)],
        })),
      find: async (number) => {
        const row = await desk.incidents.lookup.byNumber(number, viewer);
        return row && { open: true, live: true, title: row.title, stream: row.stream };
      },
      exportOf: (number, format) => desk.incidents.exportOf(number, format, viewer),
    },
    oncall: {
      calendar: async () => undefined,
      shifts: async () => [
        { schedule: fill(60), person: fill(32), from: NOW - 86_400_000, to: NOW + 3 * 86_400_000 },
        { schedule: fill(60), person: 'Ada', from: NOW + 3 * 86_400_000, to: NOW + 4 * 86_400_000 },
      ],
    },
    answerByLink: {
      read: async (token) =>
        token === 'expired'
          ? refuse('page/link', 'This link has expired. Ask Muster for the page in Discord: /page status.')
          : ok(page),
      answer: async () => ok({ ...page, status: 'acknowledged' }),
    },
  });
  return { web, address: `http://127.0.0.1:${await web.listen('127.0.0.1', 0)}` };
}

describe.skipIf(!hasBrowser)('pages for a browser under hostile words, on a phone', { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });
  const open = async (address: string, colorScheme: 'dark' | 'light', alarms: string[]): Promise<Page> => {
    const page = await browser.newPage({ colorScheme, viewport: { width: 360, height: 740 } });
    page.setDefaultTimeout(60_000);
    page.on('dialog', (dialog) => {
      alarms.push(`ran: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => alarms.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) alarms.push(`asked for ${request.url()}`);
    });
    return page;
  };

  test.each(Object.entries(HOSTILE))(
    'nothing runs, overflows, covers or turns its neighbours: %s',
    async (name, fill) => {
      const { web, address } = await hostilePages(fill);
      const found: string[] = [];
      const page = await open(address, 'light', found);
      for (const path of ['/incidents', '/incidents/1', '/oncall', '/pages/ack/token']) {
        await page.goto(`${address}${path}?${signed('alice')}`);
        await page.locator('h1').first().waitFor();
        if (path === '/incidents/1') {
          expect(await page.locator('li.entry').count()).toBeGreaterThan(6);
          await page.getByRole('button', { name: 'Unfold all' }).click();
        }
        const folder = process.env['SHOTS'];
        if (folder !== undefined)
          await page.screenshot({
            path: `${folder}/web-${`${name}${path}`.replaceAll(/[ /]/g, '-')}.png`,
            fullPage: true,
          });
        found.push(...(await layoutFaults(page, TURNED)).map((fault) => `${path}: ${fault}`));
      }
      await page.close();
      await web.close();
      expect(found).toEqual([]);
    },
  );

  test.each(['dark', 'light'] as const)(
    'axe finds nothing where somebody acknowledges, nor where there is nothing to see, in %s',
    async (colorScheme) => {
      const { web, address } = await hostilePages((most) => 'The ledger is stuck'.slice(0, most));
      const alarms: string[] = [];
      const page = await open(address, colorScheme, alarms);
      const sound = async (words: string): Promise<void> => {
        await page.getByText(words).first().waitFor();
        expect(await seriousFindings(page), words).toEqual([]);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth'), words).toBe(360);
      };
      await page.goto(`${address}/pages/ack/token`);
      await sound('The ledger is stuck');
      await page.getByRole('button', { name: 'Acknowledge: I take it' }).click();
      await sound('It is acknowledged.');
      await page.goto(`${address}/pages/ack/expired`);
      await sound('This link has expired. Ask Muster for the page in Discord');
      await page.goto(`${address}/incidents?${signed('alice', NOW)}`);
      await sound('This link has expired.');
      await page.goto(`${address}/incidents/99?${signed('alice')}`);
      await sound('There is no such incident, or it is not yours to see.');
      await page.goto(`${address}/nowhere`);
      await sound('There is nothing at this address.');
      await page.goto(`${address}/webhooks/pagerduty`); // which takes POST alone
      await sound('There is nothing at this address.');
      await page.close();
      await web.close();
      expect(alarms).toEqual([]);
    },
  );
});

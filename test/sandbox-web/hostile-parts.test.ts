import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { api, channelId } from '../sandbox/api.ts';
import { hasBrowser, launch } from './browser.ts';
import { openChat } from './chat-page.ts';
import { HOSTILE, hostileCommand, hostileCompany, hostileForm, hostileMessages, TURNED } from './hostile-parts.ts';
import { layoutFaults } from './layout-faults.ts';

/** Hostile words at every place that shows somebody's words, on a phone. SHOTS keeps pictures. */
describe.skipIf(!hasBrowser)('hostile names, embeds, labels and topics', { timeout: 240_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  const opened = async (fill: (most: number) => string) => {
    const sandbox = await startSandbox({ seed: hostileCompany(fill), rateLimits: false });
    const alarms: string[] = [];
    const phone = { viewport: { width: 360, height: 740 }, colorScheme: 'light' } as const;
    const page = await openChat(browser, `${sandbox.url}/?as=ada`, phone, async (fresh) => {
      listen(fresh, sandbox, alarms);
    });
    return {
      sandbox,
      page,
      alarms,
      close: async (): Promise<void> => {
        await page.context().close();
        await sandbox.close();
      },
    };
  };

  describe.each(Object.entries(HOSTILE))('%s', (name, fill) => {
    /** What is wrong with the page at a place; each fault is told once, with the first place. */
    const inspector = (page: Page) => {
      const found = new Map<string, string>();
      const look = async (place: string): Promise<void> => {
        const folder = process.env['SHOTS'];
        if (folder !== undefined)
          await page.screenshot({ path: `${folder}/${name}-${place}.png`.replaceAll(' ', '-') });
        for (const fault of await layoutFaults(page, TURNED)) if (!found.has(fault)) found.set(fault, place);
      };
      return { look, found: () => [...found].map(([fault, place]) => `${place}: ${fault}`) };
    };

    test('in messages, embeds, buttons, menus and code', async () => {
      const { sandbox, page, alarms, close } = await opened(fill);
      const { look, found } = inspector(page);
      for (const [index, message] of hostileMessages(fill).entries()) {
        const sent = await api(sandbox, 'POST', `/channels/${channelId(sandbox, 'general')}/messages`, message);
        expect(sent.status, JSON.stringify(sent.body)).toBe(200);
        const row = page.locator(`[data-message="${String(sent.body['id'])}"]`);
        await row.waitFor();
        await row.scrollIntoViewIfNeeded();
        await look(`message ${index}`);
        for (const link of await row.locator('a').all()) expect(await link.getAttribute('href')).toMatch(/^https:/);
      }
      await page.getByRole('combobox').first().click();
      await look('a menu of a message');
      await close();
      expect([...found(), ...alarms]).toEqual([]);
    });

    test('as names of people, roles, channels, threads, in panels and lists', async () => {
      const { sandbox, page, alarms, close } = await opened(fill);
      const { look, found } = inspector(page);
      const general = channelId(sandbox, 'general');
      const ben = sandbox.as('ben');
      const other = [...sandbox.world.state.channels.values()].find(({ type, id }) => type === 0 && id !== general);
      const [, role] = [...(sandbox.world.state.guilds.get(sandbox.guildId)?.roles.values() ?? [])].filter(
        ({ name }) => name !== 'Admin',
      );
      const first = ben.send('general', `Hello <@${ben.id}> of <@&${role?.id ?? ''}> in <#${other?.id ?? ''}>`);
      sandbox.as('ada').send('general', 'An answer', { replyTo: first.id });
      await page.locator('.reply-line').waitFor();
      await look('names and mentions');
      const thread = await api(sandbox, 'POST', `/channels/${general}/messages/${first.id}/threads`, {
        name: fill(100),
      });
      expect(thread.status, JSON.stringify(thread.body)).toBe(201);
      await api(sandbox, 'PUT', `/channels/${general}/messages/pins/${first.id}`);
      ben.react(first.id, '👀');
      sandbox.as('ben').typing('general');
      await page.getByText(/is typing/).waitFor();
      await look('typing');
      await page.getByRole('button', { name: /👀/ }).hover();
      await look('who reacted');
      for (const panel of ['Pinned messages', 'Threads', 'Members']) {
        await page.getByRole('button', { name: panel, exact: true }).click();
        await page.getByRole('complementary', { name: panel }).waitFor();
        await look(panel);
        // On a phone a panel covers the buttons.
        if (panel !== 'Members') await page.getByRole('button', { name: `Close ${panel}` }).click();
      }
      await page.getByRole('complementary', { name: 'Members' }).getByRole('button').nth(2).click();
      await page.getByRole('dialog').waitFor();
      await look('a person’s card');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
      await look('quick switcher');
      await page.keyboard.press('Escape');
      if (other) ben.send(other.id, `<@${sandbox.as('ada').id}> look`);
      await page.locator('.toasts > *').first().waitFor();
      await look('a notice');
      await page.getByRole('button', { name: 'Close Members' }).click();
      await page.getByRole('button', { name: 'Channels', exact: true }).click();
      await look('channels');
      await page.locator('.me').click();
      await look('people to act as');
      await close();
      expect([...found(), ...alarms]).toEqual([]);
    });

    test('in commands, their suggestions and forms', async () => {
      const { sandbox, page, alarms, close } = await opened(fill);
      const { look, found } = inspector(page);
      const made = await api(
        sandbox,
        'PUT',
        `/applications/${sandbox.applicationId}/guilds/${sandbox.guildId}/commands`,
        hostileCommand(fill),
      );
      expect(made.status, JSON.stringify(made.body)).toBe(200);
      const line = page.locator('.composer textarea');
      await line.fill('/');
      await page.getByRole('option').first().waitFor();
      await look('commands');
      await line.fill('/show ');
      await page.keyboard.press('Enter');
      await page.locator('.command-form').waitFor();
      await look('options');
      await page.getByRole('option').first().waitFor();
      await look('choices');
      await page.getByRole('option').first().click();
      await page.getByRole('button', { name: /^Run/ }).click();
      await expect.poll(() => sandbox.waiting().length).toBe(1);
      const [asked] = sandbox.waiting();
      const answered = await api(sandbox, 'POST', `/interactions/${asked?.id ?? ''}/${asked?.token ?? ''}/callback`, {
        type: 9,
        data: hostileForm(fill),
      });
      expect(answered.status, JSON.stringify(answered.body)).toBe(204);
      await page.getByRole('dialog').waitFor();
      await look('a form');
      await page.getByRole('dialog').getByRole('combobox').first().click();
      await look('a menu of a form');
      await close();
      expect([...found(), ...alarms]).toEqual([]);
    });
  });
});

function listen(page: Page, sandbox: Sandbox, alarms: string[]): void {
  page.on('dialog', (dialog) => {
    alarms.push(`ran: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => alarms.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(sandbox.url)) alarms.push(`asked for ${request.url()}`);
  });
}

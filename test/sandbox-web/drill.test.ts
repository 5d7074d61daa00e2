import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasBrowser, launch } from './browser.ts';
import { expectSound, message, openChat, say } from './chat-page.ts';
import { type MusterAtWork, musterAtWork } from './muster-at-work.ts';

/**
 * A drill by two people, one at a desk and one on a phone, from the declaration to the reviewed postmortem, with what the
 * channel offers: not one command is typed. SHOTS keeps a picture of every step.
 */
describe.skipIf(!hasBrowser)('a drill without a command', { timeout: 600_000 }, () => {
  let muster: MusterAtWork;
  let browser: Browser;
  let step = 0;
  let page42 = '';

  beforeAll(async () => {
    [muster, browser] = await Promise.all([musterAtWork(), launch()]);
  }, 400_000);
  afterAll(async () => {
    await browser.close();
    await muster.close();
  });

  const open = (person: string, options: BrowserContextOptions): Promise<Page> =>
    openChat(browser, `${muster.url}/?as=${person}`, options);
  const goTo = async (page: Page, channel: string): Promise<void> => {
    if ((page.viewportSize()?.width ?? 0) < 700) await page.getByRole('button', { name: 'Channels' }).click();
    await page.locator(`.channel[data-channel^="${channel}"]`).click();
    await expect.poll(() => page.locator('h1').textContent()).toContain(channel);
  };
  const look = async (page: Page, name: string): Promise<void> => {
    step++;
    const folder = process.env['SHOTS'];
    if (folder !== undefined) {
      await page.screenshot({ path: `${folder}/drill-${String(step).padStart(2, '0')}-${name}.png` });
    }
    await expectSound(page);
  };
  const card = (page: Page): Locator =>
    page.locator('.message', { hasText: 'What Muster does here is recorded' }).first();
  const press = async (where: Locator, label: string | RegExp): Promise<void> => {
    await where.getByRole('button', { name: label }).first().click();
  };
  /** Presses a button of the card: it is pinned, so it is found again however much was said since. */
  const onCard = async (page: Page, label: string): Promise<void> => {
    // What comes meanwhile may move the card out of sight again, as it would under anybody's finger.
    await vi.waitFor(
      async () => {
        if (!(await card(page).isVisible())) {
          await page.getByRole('button', { name: 'Pinned messages', exact: true }).click({ timeout: 5000 });
          const pinned = page.getByRole('complementary', { name: 'Pinned messages' });
          await pinned.getByRole('button', { name: 'Show in the channel' }).first().click({ timeout: 5000 });
          await card(page).waitFor({ timeout: 5000 });
          const close = page.getByRole('button', { name: 'Close Pinned messages' });
          if (await close.isVisible()) await close.click();
        }
        await card(page).getByRole('button', { name: label }).first().click({ timeout: 5000 });
      },
      { timeout: 25_000, interval: 200 },
    );
  };
  /** Fills in the form that is open: texts by label, and choices as lists of what to choose. */
  const fill = async (
    page: Page,
    name: string,
    answers: Readonly<Record<string, string | string[]>>,
  ): Promise<void> => {
    const form = page.getByRole('dialog', { name });
    await form.waitFor();
    for (const [label, answer] of Object.entries(answers)) {
      if (typeof answer === 'string') {
        await form.getByRole('textbox', { name: label }).fill(answer);
        continue;
      }
      await form.getByRole('combobox', { name: label }).click();
      for (const option of answer) await page.getByRole('option', { name: option }).first().click();
      if (await page.getByRole('listbox').isVisible()) await page.keyboard.press('Tab');
    }
    await look(page, 'form');
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.waitFor({ state: 'hidden' });
  };
  const more = async (page: Page, label: string): Promise<void> => {
    await onCard(page, 'More …');
    const choices = message(page, 'What else can be done');
    await choices.waitFor();
    await look(page, 'more');
    await press(choices, label);
  };

  test('declare, take roles, pin, note, share tasks, update, correct, resolve, close, write, review', async () => {
    const ada = await open('ada', { colorScheme: 'dark', viewport: { width: 1280, height: 900 } });
    const ben = await open('ben', { colorScheme: 'light', viewport: { width: 360, height: 740 } });
    await press(message(ada, 'Six things to try'), 'Declare an incident');
    await fill(ada, 'Declare an incident', {
      'What is wrong?': 'Failover of the shop database',
      'How bad is it?': ['SEV-3'],
      'What do you see': 'We pull the plug of db1 and see what happens',
      'What kind of incident?': ['drill'],
    });
    await message(ada, 'Incident 2 declared').waitFor();
    await look(ada, 'declared');
    await goTo(ada, 'drill-2');
    await card(ada).waitFor();
    await onCard(ada, 'Take command');
    await message(ada, /Incident commander.*Ada Lindqvist/).waitFor();
    await look(ada, 'commander');

    await goTo(ben, 'incidents');
    await look(ben, 'announced');
    await press(message(ben, 'Failover of the shop database'), 'Join');
    await message(ben, 'You have joined').waitFor();
    await look(ben, 'joined');
    await goTo(ben, 'drill-2');
    await card(ben).waitFor();
    await look(ben, 'card');

    await more(ada, 'Roles');
    await fill(ada, 'Roles of incident 2', { 'Which role?': ['Scribe'], 'Who?': ['Ben Okafor'] });
    await message(ben, /Scribe.*Ben Okafor/).waitFor();
    await look(ben, 'scribe');

    await say(ben, 'db1 is off since 14:00, the pool is empty');
    await message(ada, 'db1 is off').click({ button: 'right' });
    await ada.getByRole('menuitem', { name: /Add to timeline/ }).click();
    await message(ada, 'On the timeline').waitFor();
    await onCard(ben, 'Note');
    await fill(ben, 'Note for incident 2', { 'What happened?': 'The alert fired', 'When?': '20 min ago' });
    await message(ada, 'The alert fired').waitFor();
    const seq = /#(\d+)/.exec((await message(ada, 'The alert fired').textContent()) ?? '')?.[1] ?? '';
    await onCard(ada, 'Severity');
    await fill(ada, 'Severity of incident 2', { 'How bad is it?': ['SEV-2'], 'Why?': 'Nobody can pay' });
    await message(ben, /Severity SEV-2/).waitFor();
    await look(ada, 'severity');

    await onCard(ben, 'Tasks');
    await press(message(ben, 'has no tasks yet'), 'Add a task');
    await fill(ben, 'Task of incident 2', {
      'What is to be done?': 'Point the shop to db2',
      'By whom?': ['Ada Lindqvist'],
      'By when?': 'in 30 min',
    });
    await message(ada, 'Point the shop to db2').waitFor();
    await onCard(ada, 'Tasks');
    await look(ada, 'tasks');
    await press(message(ada, 'Tasks of incident 2'), 'T1 done');
    await message(ben, 'is done').waitFor();
    await look(ben, 'task-done');

    await more(ada, 'Title, summary, impact');
    await fill(ada, 'What incident 2 is about', {
      Summary: 'db1 was taken away; the shop goes on with db2',
      Impact: 'No payments for ten minutes',
    });
    await message(ben, 'This is what incident 2 is about now').waitFor();
    await onCard(ben, 'Update');
    await fill(ben, 'Update for incident 2', {
      Conditions: 'The shop runs on db2',
      Actions: 'Watching the error rate',
    });
    await message(ada, 'Update on incident 2').waitFor();
    await look(ben, 'update');
    await more(ben, 'Milestone');
    await fill(ben, 'Milestone of incident 2', { 'Which one?': ['Impact started'], 'When?': '~25 min ago' });
    await message(ada, 'Impact started').waitFor();
    await more(ada, 'Link');
    await fill(ada, 'Link to incident 2', { 'An address': 'https://wiki.example/failover', 'What to call it': 'Plan' });
    await message(ben, 'Linked').waitFor();
    await onCard(ada, 'Status');
    await fill(ada, 'Status of incident 2', { 'How far are you?': ['Monitoring'], 'Why?': 'db2 carries the load' });
    await message(ben, /is monitoring/).waitFor();

    await onCard(ada, 'Timeline');
    await message(ada, 'Timeline of incident 2:').waitFor();
    await look(ada, 'timeline');
    await more(ben, 'Correct an entry');
    await fill(ben, 'Correct the timeline of incident 2', {
      'Which entry?': `#${seq}`,
      'What should it say?': 'The alert “pool empty” fired',
    });
    await message(ada, `Entry #${seq} is corrected`).waitFor();

    await onCard(ada, 'Resolve');
    await fill(ada, 'Resolve incident 2', { 'What ended it?': 'The shop was pointed to db2' });
    await message(ben, /Incident 2 is resolved/).waitFor();
    await look(ben, 'resolved');
    await press(message(ada, /Incident 2 is resolved/), 'Close');
    await fill(ada, 'Close incident 2', {});
    await message(ada, /Incident 2 is closed/).waitFor();
    await look(ada, 'closed');

    await press(message(ben, /Incident 2 is closed/), 'Postmortem');
    await look(ben, 'postmortem');
    await press(message(ben, 'Postmortem of incident 2'), 'I write it');
    await press(message(ben, /owner/), 'Write what happened');
    await fill(ben, 'Postmortem 2: what happened', {
      'What happened': 'We pulled the plug.\n- The pool ran empty\n- The shop was pointed to db2 by hand',
      'Contributing factors': 'The pool does not ask again when a connection breaks',
      Resolution: 'Pointed to db2, watched for five minutes',
    });
    await press(message(ben, /Still to be written: What went well/), 'What we learned');
    await fill(ben, 'Postmortem 2: what we learned', {
      'What went well': 'The alert came within a minute',
      'What did not go well': 'Nobody knew where the runbook is',
    });
    await press(message(ben, /Still to be written: Action items/), 'Add an action item');
    await fill(ben, 'Task of incident 2', {
      'What is to be done?': 'Let the pool reconnect; tested by killing a connection',
      'By whom?': ['Ben Okafor'],
      'By when?': 'in 5 days',
    });
    await message(ada, /Follow-up.*Let the pool reconnect/).waitFor();
    await press(message(ben, /Still to be written: Action items/), 'To review');
    await message(ada, /Postmortem of incident 2.*in review/).waitFor();
    await look(ada, 'in-review');
    await press(message(ada, /Postmortem of incident 2.*in review/), 'Its text so far');
    await message(ada, /incident-2.*\.md/).waitFor();
    await look(ada, 'exported');
    await ada.getByRole('button', { name: 'Reviewed', exact: true }).last().click();
    await message(ben, /Postmortem of incident 2.*reviewed/).waitFor();
    await look(ben, 'reviewed');

    await press(message(ada, 'as it is recorded'), 'Open in a browser');
    await message(ada, 'Read it').waitFor();
    page42 = (await message(ada, 'Read it').getByRole('link', { name: 'Read it' }).getAttribute('href')) ?? '';
    expect(page42).toContain('/incidents/2?person=');
  });

  test.each([1280, 360])('what they wrote is what one reads in a browser, light and dark: %i px', async (width) => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(page42);
    for (const heading of ['Overview', 'What happened', 'Contributing factors', 'What went well', 'Responders']) {
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
    }
    await page.getByText('The pool does not ask again').first().waitFor();
    await page.getByText('Let the pool reconnect').first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await look(page, `page-${width}-${colorScheme}`);
    }
    await context.close();
  });
});

/** The sandbox's chat page in Chromium: how soon an event is on it, and how evenly a very full channel scrolls. */
import type { Page } from 'playwright-core';
import { startSandbox } from '../src/sandbox/start.ts';
import { launch } from '../test/sandbox-web/browser.ts';
import { type BenchRow, median, quantile, tableOf } from './table.ts';

const EVENTS = 200;
const MESSAGES = 10_000;
const FRAMES = 600;
const EVENT_GOAL_MS = 50;
/** Two frames of a screen with 60 a second: what takes longer is seen as a stutter. */
const STUTTER_MS = 34;

/** Both sides read the same machine's clock, in fractions of a millisecond. */
const now = (): number => performance.timeOrigin + performance.now();

/** Milliseconds from sending to standing in the open channel, which `send` writes to. */
async function eventsToPage(page: Page, send: (index: number) => string): Promise<number[]> {
  await page.evaluate(`(() => {
    globalThis.seenAt = {};
    new MutationObserver((changes) => {
      const at = performance.timeOrigin + performance.now();
      for (const { addedNodes } of changes)
        for (const node of addedNodes) {
          const id = node.dataset?.message ?? node.querySelector?.('[data-message]')?.dataset.message;
          if (id) globalThis.seenAt[id] ??= at;
        }
    }).observe(document.querySelector('.message-scroller'), { childList: true, subtree: true });
  })()`);
  const took: number[] = [];
  for (let index = 0; index < EVENTS; index++) {
    const at = now();
    const id = send(index);
    await page.locator(`[data-message="${id}"]`).waitFor();
    took.push((await page.evaluate<number>(`globalThis.seenAt['${id}']`)) - at);
    // Not in step with the frames.
    await new Promise((resolve) => setTimeout(resolve, 20 + (index % 17)));
  }
  return took;
}

/** Milliseconds from frame to frame while the channel is scrolled up, 400 pixels a frame. */
const scrolled = (page: Page): Promise<number[]> =>
  page.evaluate<number[]>(`new Promise((resolve) => {
    const scroller = document.querySelector('.message-scroller');
    const times = [];
    let last;
    const frame = (at) => {
      if (last !== undefined) times.push(at - last);
      last = at;
      scroller.scrollTop -= 400;
      if (times.length < ${FRAMES}) requestAnimationFrame(frame);
      else resolve(times);
    };
    requestAnimationFrame(frame);
  })`);

function eventRow(name: string, took: readonly number[]): BenchRow {
  const slow = quantile(took, 0.99);
  return {
    name,
    ours: `${slow.toFixed(1)} ms`,
    limit: `${EVENT_GOAL_MS} ms`,
    ratio: slow / EVENT_GOAL_MS,
    reached: slow <= EVENT_GOAL_MS,
    note: `${EVENTS} messages, median ${median(took).toFixed(1)} ms, into the document of an open page`,
  };
}

export async function benchPage(): Promise<readonly BenchRow[]> {
  const sandbox = await startSandbox();
  const browser = await launch();
  try {
    const ben = sandbox.as('ben');
    const sent = Array.from({ length: MESSAGES }, (_, index) =>
      ben.send('random', `Message ${index}: **bold** \`code\` and some more words to fill the line`),
    );
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${sandbox.url}/?as=ada`);
    await page.locator('.shell[data-connection=open] .composer textarea').waitFor();
    const events = await eventsToPage(page, (index) => ben.send('general', `Event ${index}`).id);
    await page.locator('[data-channel="random"]').click();
    await page.getByText(`Message ${MESSAGES - 1}`).waitFor();
    await scrolled(page); // warm
    await page.getByRole('button', { name: /To the newest/ }).click();
    await page.getByText(`Message ${MESSAGES - 1}`).waitFor();
    const frames = await scrolled(page);
    const rows = await page.locator('.message').count();
    // Who follows a link to the first message has all of them loaded.
    const [first] = sent;
    await page.goto(`${sandbox.url}/channels/${sandbox.guildId}/${first?.channel_id ?? ''}/${first?.id ?? ''}?as=ada`);
    await page.locator('.message.target').waitFor();
    await page.getByRole('button', { name: /To the newest/ }).click();
    await page.getByText(`Message ${MESSAGES - 1}`).waitFor();
    const amongMany = await eventsToPage(page, (index) => ben.send('random', `Event ${index}`).id);
    const long = frames.filter((ms) => ms > STUTTER_MS).length;
    return [
      eventRow('an event is on the page, p99', events),
      eventRow(`the same with ${MESSAGES.toLocaleString('en')} messages loaded`, amongMany),
      {
        name: '10,000 messages scroll, p99 from frame to frame',
        ours: `${quantile(frames, 0.99).toFixed(1)} ms`,
        limit: `${STUTTER_MS} ms`,
        ratio: quantile(frames, 0.99) / STUTTER_MS,
        reached: quantile(frames, 0.99) <= STUTTER_MS,
        note: `${FRAMES} frames, median ${median(frames).toFixed(1)} ms, ${long} longer than two frames; ${rows} rows in the document`,
      },
    ];
  } finally {
    await browser.close();
    await sandbox.close();
  }
}

if (import.meta.main) console.log(tableOf(await benchPage()));

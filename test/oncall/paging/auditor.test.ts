import { afterEach, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import { type HttpReceiver, httpReceiver } from '../../counterparts/http-receiver.ts';
import { CAROL, openDesk } from '../desk.ts';

const MINUTE = 60_000;
const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function watched(receiver: HttpReceiver) {
  closing.push(() => receiver.close());
  const troubles: string[] = [];
  const desk = openDesk(
    { oncall: { heartbeat: `${receiver.url}/alive` } },
    { onTrouble: (error) => troubles.push(String(error)) },
  );
  closing.push(() => desk.close());
  closing.push(() => {
    desk.oncall.stop();
  });
  return { desk, troubles };
}

/** A minute at a time, until that many audits were heard of: each may still wait for its receiver's answer. */
async function audits(desk: ReturnType<typeof openDesk>, heard: readonly unknown[], least: number): Promise<void> {
  await expect
    .poll(async () => {
      await desk.clock.advance(MINUTE);
      return heard.length;
    })
    .toBeGreaterThanOrEqual(least);
}

test('whoever watches from outside hears every minute that pages are looked after, and the metric is fed', async () => {
  const receiver = await httpReceiver();
  const { desk } = await watched(receiver);
  const open: number[] = [];
  desk.oncall.onAudited((audit) => open.push(audit.open));
  expectOk(await desk.as(CAROL).type('page send', { who: 'person:bob', message: 'Disk' }));
  desk.oncall.start();
  await audits(desk, receiver.received, 2);
  expect(receiver.received[0]?.url).toBe('/alive');
  expect(open.slice(0, 2)).toEqual([1, 1]);
  const late: number[] = [];
  desk.oncall.onAudited((audit) => late.push(audit.open)); // whoever asks later is told of the last one
  expect(late).toEqual([1]);
});

test('the heartbeat stops when nothing is worked on any more', async () => {
  const receiver = await httpReceiver();
  const { desk } = await watched(receiver);
  expectOk(await desk.as(CAROL).type('page send', { who: 'person:bob', message: 'Disk' }));
  await desk.advance(0);
  await desk.worker.stop(0);
  const behind: number[] = [];
  desk.oncall.onAudited(({ behindMs }) => behind.push(behindMs));
  desk.oncall.start();
  // The step of five minutes later is due, and nobody takes it.
  await expect
    .poll(async () => {
      await desk.clock.advance(MINUTE);
      return behind.at(-1);
    })
    .toBeGreaterThanOrEqual(MINUTE);
  const before = receiver.received.length;
  expect(before).toBeGreaterThan(0);
  await audits(desk, behind, behind.length + 2);
  expect(receiver.received.length).toBe(before);
});

test('a heartbeat that is refused is reported, and tried again the next minute', async () => {
  const receiver = await httpReceiver({ status: 503 });
  const { desk, troubles } = await watched(receiver);
  desk.oncall.start();
  await expect.poll(() => troubles).toEqual(["Error: The heartbeat's receiver answered 503"]);
  receiver.answer = { status: 200 };
  await audits(desk, receiver.received, 2);
  expect(troubles).toHaveLength(1);
});

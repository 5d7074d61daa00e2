import { afterEach, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import { onCallConfigSchema } from '../../../src/oncall/config/oncall.ts';
import { createLiving } from '../../../src/oncall/living/overrides.ts';
import { createPeople } from '../../../src/catalog/people.ts';
import { CONFIG, type Carrying, openCarrying } from './carrying.ts';

let house: Carrying;
afterEach(async () => {
  expect(house.server.undocumented).toEqual([]);
  await house.close();
});
const HOUR = 3_600_000;

async function open(schedule: string) {
  house = await openCarrying({
    config: { ...CONFIG, schedules: { primary: { timeZone: 'UTC', pagerduty: { schedule } } } },
  });
  await house.linkBoth();
  await house.settle();
  const living = createLiving({
    timeline: house.timeline,
    roster: () => house.oncall.roster(),
    people: () => createPeople(CONFIG.people ?? {}, 'UTC'),
    sections: () => ({ people: {}, schedules: {}, policies: {}, services: {} }),
    nameOf: (key) => key,
    config: () => onCallConfigSchema.parse({}),
  });
  const from = house.clock.now() + HOUR;
  return { living, order: { schedule: 'primary', from, to: from + HOUR, reason: 'Dentist' } };
}
const iso = (at: number): string => new Date(at).toISOString().replace('.000', '');
const recorded = async () =>
  (await house.timeline.read('organisation')).flatMap(({ kind, data }) =>
    kind === 'pagerduty-override.ended' ? [data] : [],
  );

test('an override for a schedule of PagerDuty is written there once, and taken back there', async () => {
  const { living, order } = await open('PLAYER');
  house.server.fault({ kind: '500', times: 1, only: /POST .*overrides/, afterwards: true });
  const id = expectOk(await living.override({ ...order, add: 'bob' }, house.cause()));
  await house.settle();
  await house.advance(60_000);
  const schedule = house.server.state.schedules.find((each) => each.id === 'PLAYER');
  expect(schedule?.overrides).toMatchObject([{ user: 'PBOBBY', start: iso(order.from), end: iso(order.to) }]);
  expectOk(await living.cancel(id ?? '', house.cause()));
  await house.settle();
  expect(schedule?.overrides).toEqual([]);
  expect(await recorded()).toMatchObject([{ result: 'written' }, { result: 'taken-back' }]);
});

test('of a chain, bob for whoever has it and alice for the end of bob’s, PagerDuty has in the end who Muster says', async () => {
  const { living, order } = await open('PLAYER');
  expectOk(await living.override({ ...order, add: 'bob' }, house.cause()));
  await house.settle();
  await house.advance(60_000);
  const half = order.from + HOUR / 2;
  const rest = { schedule: 'primary', person: 'bob', from: half, to: order.to };
  const replaced = expectOk(await living.replace(rest, 'alice', 'School play', house.cause()));
  await house.settle();
  await house.advance(60_000);
  const schedule = house.server.state.schedules.find((each) => each.id === 'PLAYER');
  const inPagerDuty = () => (schedule?.overrides ?? []).map(({ user, start, end }) => `${user} ${start} ${end}`);
  // Of two that overlap PagerDuty takes the one that was made last, as Muster does.
  expect(inPagerDuty()).toEqual([`PBOBBY ${iso(order.from)} ${iso(order.to)}`, `PALICE ${iso(half)} ${iso(order.to)}`]);
  const at = async (instant: number) => (await house.oncall.roster()).at('primary', instant).map(({ user }) => user);
  expect([await at(order.from), await at(half)]).toEqual([['bob'], ['alice']]);
  expectOk(await living.cancel(replaced, house.cause()));
  await house.settle();
  await house.advance(60_000);
  expect(inPagerDuty()).toEqual([`PBOBBY ${iso(order.from)} ${iso(order.to)}`]);
});

test('in a shift-based schedule it stands in for whoever has the shift', async () => {
  const { living, order } = await open('PSHIFT');
  const shifts = house.server.state.shiftSchedules.find((each) => each.id === 'PSHIFT');
  shifts?.final.push({
    start: iso(order.from - HOUR),
    end: iso(order.to + HOUR),
    member: { type: 'user_member', user_id: 'PCAROL' },
    rotation: 'ROT1',
  });
  expectOk(await living.override({ ...order, add: 'bob' }, house.cause()));
  await house.settle();
  expect(shifts?.overrides).toMatchObject([
    {
      rotation_id: 'ROT1',
      start_time: iso(order.from),
      overridden_member: { user_id: 'PCAROL' },
      overriding_member: { user_id: 'PBOBBY' },
    },
  ]);
});

test('whom PagerDuty does not know, and nobody at all, it is not told: the channel hears that', async () => {
  const { living, order } = await open('PLAYER');
  expectOk(await living.override({ ...order, add: 'carol' }, house.cause()));
  expectOk(await living.override({ ...order, remove: 'alice' }, house.cause()));
  await house.settle();
  expect(house.server.state.schedules.find((each) => each.id === 'PLAYER')?.overrides).toEqual([]);
  expect(await recorded()).toMatchObject([{ result: 'refused' }, { result: 'refused' }]);
  expect(house.said.filter(({ to }) => to === '#incidents').length).toBeGreaterThanOrEqual(2);
});

import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { actionsConfigSchema } from '../../../src/actions/config/actions-config.ts';
import { deployEvents, icsOf } from '../../../src/actions/deploys/deploy-calendar.ts';
import { activeFreezes, freezeSpans } from '../../../src/actions/deploys/freezes.ts';
import { EMPTY_REGISTER } from '../../../src/actions/register.ts';

const config = actionsConfigSchema.parse({
  freezes: {
    weekend: { reason: 'Rest', timeZone: 'Europe/Berlin', weekly: { from: 'fri 16:00', to: 'mon 08:00' } },
    peak: {
      reason: 'Sale',
      timeZone: 'America/New_York',
      from: '2026-11-27T00:00',
      to: '2026-11-28T00:00',
      apps: ['shop'],
      environments: ['production'],
    },
  },
});
const at = (text: string): number => Date.parse(text);
const names = (text: string, app = 'shop', environment = 'production') =>
  activeFreezes(config.freezes, { app, environment }, at(text)).map(({ name }) => name);

test.each([
  ['2026-11-20T14:59:59Z', []], // Friday, one second before 16:00 in Berlin
  ['2026-11-20T15:00:00Z', ['weekend']],
  ['2026-11-22T12:00:00Z', ['weekend']], // Sunday
  ['2026-11-23T06:59:59Z', ['weekend']], // Monday, before 08:00
  ['2026-11-23T07:00:00Z', []],
  ['2026-07-03T14:00:00Z', ['weekend']], // in summer 16:00 in Berlin is 14:00 UTC
  ['2026-07-03T13:59:59Z', []],
  ['2026-03-29T12:00:00Z', ['weekend']], // the Sunday on which the clocks change
  ['2026-11-27T04:59:59Z', []], // before midnight in New York
  ['2026-11-27T05:00:00Z', ['peak']],
  ['2026-11-27T15:00:00Z', ['weekend', 'peak']], // both, the longer first
])('at %s the freezes are %j', (instant, expected) => {
  expect(names(instant)).toEqual(expected);
});

test('a freeze of one environment leaves the others alone', () => {
  expect(names('2026-11-27T06:00:00Z', 'shop', 'staging')).toEqual([]);
  expect(names('2026-11-27T06:00:00Z', 'blog', 'production')).toEqual([]);
});

test('spans are listed in order, each week once', () => {
  const spans = freezeSpans(config.freezes, at('2026-11-16T00:00:00Z'), at('2026-11-30T00:00:00Z'));
  expect(spans.map(({ name, from }) => `${name} ${new Date(from).toISOString()}`)).toEqual([
    'weekend 2026-11-13T15:00:00.000Z', // until this Monday morning
    'weekend 2026-11-20T15:00:00.000Z',
    'peak 2026-11-27T05:00:00.000Z',
    'weekend 2026-11-27T15:00:00.000Z',
  ]);
});

test('the calendar is one that a calendar program reads', () => {
  const now = at('2026-11-16T00:00:00Z');
  const text = icsOf(deployEvents(config, EMPTY_REGISTER, now), now);
  const events = new ICAL.Component(ICAL.parse(text) as unknown[])
    .getAllSubcomponents('vevent')
    .map((one) => new ICAL.Event(one));
  const peak = events.find(({ summary }) => summary.includes('Sale'));
  expect(peak?.summary).toBe('No deploys (shop, production): Sale');
  expect(peak?.startDate.toJSDate().toISOString()).toBe('2026-11-27T05:00:00.000Z');
  expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
});

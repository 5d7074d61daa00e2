import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import type { OnCallQuery } from '../../src/cli/answer-oncall.ts';
import { oncall as showOnCall } from '../../src/cli/oncall.ts';
import { openRecord, readConfiguration } from '../../src/cli/open.ts';
import { openOperatorDoor } from '../../src/cli/operator-door.ts';
import { calendarChanged, overrideCreated } from '../../src/oncall/living/entries.ts';
import { onCallRegister } from '../../src/oncall/living/register.ts';
import { ORGANISATION } from '../../src/timeline/entry.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-oncall-'));
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const env = {
  MUSTER_CONFIG: join(folder, 'muster.yaml'),
  MUSTER_DATABASE_URL: `sqlite:${join(folder, 'muster.db')}`,
};
async function oncall(query: Partial<OnCallQuery>): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const spies = (['out', 'err'] as const).map((to) =>
    vi.spyOn(to === 'out' ? process.stdout : process.stderr, 'write').mockImplementation((text) => {
      said[to] += text.toString();
      return true;
    }),
  );
  const code = await showOnCall({ schedule: 'primary', ...query }, systemClock.now(), env);
  for (const spy of spies) spy.mockRestore();
  return { ...said, code, out: said.out.trim() };
}

test('muster oncall knows overrides made in chat and what a calendar said last, also beside a Muster that runs', async () => {
  writeFileSync(
    env.MUSTER_CONFIG,
    `people: { alice: {}, bob: {}, carol: {} }
schedules:
  primary:
    layers: [{ users: [alice], start: 2026-01-01T00:00 }]
    calendars: [{ name: rota, url: "https://calendar.example/rota.ics" }]
`,
  );
  const first = await oncall({ at: '2026-03-01T12:00Z' });
  expect(first.out).toBe('alice');
  expect(first.err).toContain('its calendars are read by `muster start`');

  const configured = readConfiguration(env);
  if (typeof configured === 'number') throw new Error('no configuration');
  const day = (number: number): number => Date.parse(`2026-03-0${number}T00:00:00Z`);
  const beside = await openRecord(configured, 'record', async (app) => {
    const changed = await app.timeline.change(
      ORGANISATION,
      onCallRegister,
      { causeId: 'test', actor: { kind: 'person', id: 'alice' }, source: { kind: 'cli' } },
      (_state, context) => ({
        ok: true,
        value: {
          entries: [
            calendarChanged({
              schedule: 'primary',
              calendar: 'rota',
              from: day(1),
              upTo: day(9),
              shifts: [{ user: 'bob', from: day(1), to: day(3) }],
            }),
            overrideCreated({
              id: context.newId(),
              schedule: 'primary',
              from: day(2),
              to: day(3),
              add: 'carol',
              reason: 'swap',
            }),
          ],
          answer: null,
        },
      }),
    );
    expectOk(changed);
    // This one writes to the record all the while.
    return [
      await oncall({ at: '2026-03-01T12:00Z' }),
      await oncall({ at: '2026-03-02T12:00Z' }),
      await oncall({ at: '2026-03-03T12:00Z' }),
    ];
  });
  expect(expectOk(beside)).toEqual([
    { code: 0, out: 'bob', err: '' },
    { code: 0, out: 'carol', err: '' },
    { code: 0, out: 'alice', err: '' },
  ]);
  const span = await oncall({ from: '2026-03-01T00:00Z', to: '2026-03-04T00:00Z', json: true });
  expect(JSON.parse(span.out)).toMatchObject({
    shifts: [
      { user: 'bob', layer: 'rota', override: null },
      { user: 'carol', layer: null, override: expect.any(String) as unknown },
      { user: 'alice', override: null },
    ],
    gaps: [],
  });
});

test('a local time that the clocks skip or repeat is taken as schedules take it, and said to be', async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    env.MUSTER_CONFIG,
    'people: { alice: {} }\nschedules: { primary: { timeZone: America/Chicago, layers: [{ users: [alice], start: 2026-01-01T00:00 }] } }\n',
  );
  const skipped = await oncall({ at: '2026-03-08T02:30', json: true });
  expect(JSON.parse(skipped.out)).toMatchObject({ from: '2026-03-08T08:00:00.000Z' });
  expect(skipped.err).toContain('02:30 does not exist in America/Chicago on 2026-03-08');
  const twice = await oncall({ at: '2026-11-01T01:30' });
  expect(twice.err).toContain('01:30 happens twice in America/Chicago on 2026-11-01');
  expect((await oncall({ at: '2026-11-01T01:30-06:00' })).err).not.toContain('twice');
});

test('while a Muster runs it says who is on call by what it goes on with, also when muster.yaml is broken meanwhile', async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    env.MUSTER_CONFIG,
    'people: { alice: { name: Alice A. } }\nschedules: { primary: { layers: [{ users: [alice], start: 2026-01-01T00:00 }] } }\n',
  );
  const configured = readConfiguration(env);
  if (typeof configured === 'number') throw new Error('no configuration');
  const said = await openRecord(configured, 'record', async (app) => {
    const door = await openOperatorDoor(app, configured.settings, silentLog);
    writeFileSync(env.MUSTER_CONFIG, 'people: [oops\n');
    const asked = [
      await oncall({}),
      await oncall({ at: '2025-12-31T12:00Z' }),
      await oncall({ at: 'soon' }),
      await oncall({ schedule: 'tertiary' }),
      await oncall({ from: '2026-03-01T00:00Z', to: '2026-03-04T00:00Z' }),
    ];
    await door.close();
    return [...asked, await oncall({})];
  });
  const fault = expect.stringMatching(/muster\.yaml:\d+:\d+: /) as string;
  expect(expectOk(said)).toEqual([
    { code: 0, out: 'Alice A.', err: '' },
    { code: 1, out: 'nobody', err: '' },
    { code: 2, out: '', err: expect.stringContaining('That is no time') as string },
    { code: 1, out: '', err: expect.stringContaining('There are: primary') as string },
    { code: 2, out: '', err: fault },
    { code: 2, out: '', err: fault },
  ]);
});

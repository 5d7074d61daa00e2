import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIMessage } from 'discord-api-types/v10';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp } from '../../../src/app.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { expectOk } from '../../../src/base/result.ts';
import { parseConfig, readSettings } from '../../../src/config.ts';
import { readCalendar } from '../../../src/oncall/calendars/read-calendar.ts';
import { leaveGuild } from '../../../src/sandbox/members.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start.ts';
import { serve, type Serving } from '../../../src/serve.ts';
import { deploysCalendarBeside } from '../../../src/actions/actions.ts';
import { ORGANISATION } from '../../../src/timeline/entry.ts';
import { calendarLink } from '../../../src/web/calendar-token.ts';
import { labels, words } from '../../e2e/words.ts';
import { openDesk, BOB, replyText } from '../desk.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const folder = mkdtempSync(join(tmpdir(), 'muster-feeds-'));
let sandbox: Sandbox;
let app: App;
let serving: Serving;

/** The real Muster with its web port: ada and ben take turns of a day in two schedules, the other way round. */
beforeAll(async () => {
  sandbox = await startSandbox();
  const people = ['ada', 'ben'].map((name) => `${name}: { discord: "${sandbox.as(name).id}" }`).join(', ');
  const layer = (users: string): string => `{ layers: [{ users: [${users}], start: 2026-01-01T00:00, turn: 1 day }] }`;
  const config = parseConfig(
    `people: { ${people} }\nschedules: { primary: ${layer('ada, ben')}, deploys: ${layer('ben, ada')} }`,
    {},
  );
  if (!config.ok) throw new Error(config.faults[0]?.message);
  const settings = expectOk(readSettings({ MUSTER_DATABASE_URL: `sqlite:${join(folder, 'muster.db')}` }));
  app = expectOk(await openApp({ settings, config: config.value, clock: systemClock, log: silentLog }));
  serving = serve(app, {
    token: sandbox.token,
    apiUrl: sandbox.restBase,
    guildId: sandbox.guildId,
    web: { host: '127.0.0.1', ports: [0] },
  });
  await serving.ready;
});
afterAll(async () => {
  await serving.stop();
  await app.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const type = async (who: string, command: string): Promise<APIMessage> => {
  const asked = await sandbox.as(who).type('#general', command);
  const final = 'final' in asked ? await asked.final() : undefined;
  const answer = final?.message ?? final?.followUps[0];
  if (!answer) throw new Error(`${command} was not answered`);
  return answer;
};
/** The addresses in an answer, by the calendar's name. */
const addressesIn = (message: APIMessage | null): ReadonlyMap<string, string> =>
  new Map(
    [...words(message).matchAll(/`(http:[^`]+\/calendars\/([^`.]+)\.ics[^`]+)`/g)].map((found) => [
      found[2] ?? '',
      found[1] ?? '',
    ]),
  );
async function read(address: string | undefined) {
  const response = await fetch(address ?? '', { signal: AbortSignal.timeout(20_000) });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}
/** What the feed says of a span, as Muster itself reads calendars of others. */
function shiftsIn(text: string, span: { from: number; to: number }) {
  // As Discord calls them: muster.yaml gives them no names.
  const called = { ada: 'Ada Lindqvist', ben: 'Ben Okafor' };
  const people = Object.entries(called).map(([key, name]) => ({ key, names: [name], emails: [] }));
  const done = readCalendar({ text, span, timeZone: 'UTC', user: null, people, names: { 'On call': 'ada' } });
  if (!done.ok) throw new Error(done.reason);
  return done.shifts;
}

test('one’s own shifts and everybody’s of a schedule are subscribed to by addresses that only one sees', async () => {
  const answer = await type('ada', '/oncall calendar');
  expect((answer.flags ?? 0) & 64).toBe(64);
  const addresses = addressesIn(answer);
  expect([...addresses.keys()]).toEqual(['_me', 'primary', 'deploys']);

  const now = systemClock.now();
  const today = Math.floor(now / DAY) * DAY;
  const span = { from: today + DAY, to: today + 5 * DAY };
  const everybody = await read(addresses.get('primary'));
  expect([everybody.status, everybody.type]).toEqual([200, 'text/calendar; charset=utf-8']);
  const expected = (await app.oncall.roster()).final('primary', span, now)?.shifts ?? [];
  expect(shiftsIn(everybody.text, span)).toEqual(expected.map(({ user, from, to }) => ({ user, from, to })));

  const own = await read(addresses.get('_me'));
  expect(own.text).toContain('X-WR-CALNAME:My shifts on call');
  // Every day in the one or the other schedule, and nobody else's.
  const titles = [...own.text.matchAll(/SUMMARY:(.*)\r\n/g)].map(([, title]) => title);
  expect(new Set(titles)).toEqual(new Set(['On call: primary', 'On call: deploys']));
  const days = [...own.text.matchAll(/DTSTART:(\d{8})/g)].map(([, day]) => day);
  expect(new Set(days).size).toBe(days.length);
});

test('a feed follows overrides, and an event keeps its id', async () => {
  const address = addressesIn(await type('ada', '/oncall calendar schedule:primary')).get('primary');
  const midnight = Math.floor(systemClock.now() / DAY) * DAY + 10 * DAY;
  const day = new Date(midnight).toISOString().slice(0, 10);
  const ids = (text: string): string[] => [...text.matchAll(/UID:(.*)\r\n/g)].map(([, id]) => id ?? '');
  const before = ids((await read(address)).text);
  const ten = { from: midnight + 10 * HOUR, to: midnight + 12 * HOUR };
  const [onCall] = (await app.oncall.roster()).final('primary', ten, systemClock.now())?.shifts ?? [];
  const other = onCall?.user === 'ada' ? 'ben' : 'ada';
  await type(other, `/oncall override schedule:primary when:"${day} 10:00 to ${day} 12:00"`);
  const after = ids((await read(address)).text);
  const at = `${day.replaceAll('-', '')}T100000Z`;
  expect(after.filter((id) => !before.includes(id)).filter((id) => id.startsWith(at))).toHaveLength(1);
  expect(before.filter((id) => !after.includes(id))).toEqual([]);
});

test('new addresses make the old ones useless, and nobody else’s', async () => {
  const [old, others] = [
    addressesIn(await type('ada', '/oncall calendar')),
    addressesIn(await type('ben', '/oncall calendar')),
  ];
  const asked = await type('ada', '/oncall calendar');
  expect(labels(asked)).toEqual(['Make new addresses']);
  const renewed = await (await sandbox.as('ada').press(asked.id, 'Make new addresses')).final();
  const fresh = addressesIn(renewed.message ?? renewed.followUps[0] ?? null);
  const statuses = async (addresses: ReadonlyMap<string, string>): Promise<number[]> =>
    Promise.all([...addresses.values()].map(async (address) => (await read(address)).status));
  expect(await statuses(old)).toEqual([404, 404, 404]);
  expect(await statuses(fresh)).toEqual([200, 200, 200]);
  expect(await statuses(others)).toEqual([200, 200, 200]);
  const entries = await app.timeline.read(ORGANISATION, { limit: 50, order: 'descending' });
  expect(entries.filter(({ kind }) => kind === 'calendar-addresses.renewed')).toMatchObject([
    { actor: { id: sandbox.as('ada').id }, data: { by: sandbox.as('ada').id } },
  ]);
});

test('a schedule called deploys has its own calendar, and deploys have theirs beside it', async () => {
  const schedule = await read(addressesIn(await type('ada', '/oncall calendar')).get('deploys'));
  expect(schedule.text).toContain('X-WR-CALNAME:On call: deploys');
  const origin = new URL(addressesIn(await type('ada', '/oncall calendar')).get('deploys') ?? '').origin;
  const address = calendarLink(
    origin,
    app.links.secret ?? '',
    deploysCalendarBeside(app.current().config.schedules),
    sandbox.as('ada').id,
  );
  const deploys = await read(address);
  expect([deploys.status, new URL(address ?? '').pathname]).toEqual([200, '/calendars/_deploys.ics']);
  expect(deploys.text).not.toContain('On call');
});

test('under the picture a button whispers its schedule’s address, to each presser their own', async () => {
  const shown = await type('ada', '/oncall show schedule:deploys');
  const pressed = await (await sandbox.as('ben').press(shown.id, 'Subscribe in your calendar')).final();
  const addresses = addressesIn(pressed.message ?? pressed.followUps[0] ?? null);
  expect([...addresses.keys()]).toEqual(['_me', 'deploys']);
  expect((await read(addresses.get('deploys'))).status).toBe(200);
});

test('whoever may not read schedules or deploys any more reads no calendar of them', async () => {
  const shifts = addressesIn(await type('chiara', '/oncall calendar')).get('primary');
  const { origin } = new URL(shifts ?? '');
  const deploys = calendarLink(origin, app.links.secret ?? '', '_deploys', sandbox.as('chiara').id);
  const statuses = async () => [(await read(shifts)).status, (await read(deploys)).status];
  const everything = app.current().config;
  await serving.reload({ ...everything, permissions: { 'oncall.read': { people: ['ben'] } } });
  expect(await statuses()).toEqual([404, 200]);
  await serving.reload({ ...everything, permissions: { 'deploys.read': { people: ['ben'] } } });
  expect(await statuses()).toEqual([200, 404]);
  await serving.reload(everything);
  expect(await statuses()).toEqual([200, 200]);
});

test('whoever left the server reads nothing any more, of deploys neither', async () => {
  const address = addressesIn(await type('chiara', '/oncall calendar')).get('primary');
  const deploys = calendarLink(
    new URL(address ?? '').origin,
    app.links.secret ?? '',
    '_deploys',
    sandbox.as('chiara').id,
  );
  expect((await read(address)).status).toBe(200);
  const guild = sandbox.world.state.guilds.get(sandbox.guildId);
  if (!guild) throw new Error('The sandbox has no server');
  leaveGuild(sandbox.world, guild, sandbox.as('chiara').id);
  expect((await read(address)).status).toBe(404);
  expect((await read(deploys)).status).toBe(404);
});

test('where nobody outside can reach Muster, the shifts come as a file', async () => {
  const desk = openDesk({
    schedules: { primary: { layers: [{ users: ['alice', 'bob'], start: '2026-11-22T00:00', turn: '1 day' }] } },
  });
  const answer = expectOk(await desk.as(BOB).type('oncall calendar'));
  expect(replyText({ ok: true, value: answer })).toContain('an operator sets MUSTER_PUBLIC_URL');
  const [file] = answer.reply === 'message' ? (answer.message.files ?? []) : [];
  expect(file?.name).toBe('my-shifts.ics');
  expect(Buffer.from(file?.content as Uint8Array).toString()).toContain('DTSTART:20261123T000000Z');
  await desk.close();
});

test('the page of schedules, too, calls people as Discord does where muster.yaml gives them no name', async () => {
  app.links.setAddress(`http://127.0.0.1:${await serving.webPort}`);
  const { text } = await read(app.links.to(sandbox.as('ada').id, '/oncall'));
  expect(text).toMatch(/<bdi>(Ada Lindqvist|Ben Okafor)<\/bdi>/);
  expect(text).not.toMatch(/<bdi>(ada|ben)<\/bdi>/);
});

test('a feed does not wait until Discord says what somebody is called', async () => {
  const asked: string[] = [];
  const answers = Promise.withResolvers<undefined>();
  const desk = openDesk(
    { schedules: { primary: { layers: [{ users: ['bob'], start: '2026-01-01T00:00' }] } } },
    {
      learnNames: async (ids) => {
        asked.push(...ids);
        await answers.promise;
      },
    },
  );
  for (let time = 0; time < 2; time++)
    expect(await desk.oncall.feeds.calendar('primary', BOB)).toContain('bob on call');
  expect(asked).toEqual([BOB]); // and is not asked twice at once
  answers.resolve(undefined);
  await desk.close();
});

import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectOk } from '../../../src/base/result.ts';
import { ALICE, BOB, CAROL, openDesk, replyText } from '../desk.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const HOUR = 3_600_000;

let server: Server;
let answer: Answer;
const asked: IncomingMessage[] = [];
let port = 0;
let desk: ReturnType<typeof openDesk> | undefined;

beforeEach(async () => {
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterEach(async () => {
  await desk?.close();
  desk = undefined;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const event = (uid: string, title: string, from: string, to: string, ...more: readonly string[]): string =>
  ['BEGIN:VEVENT', `UID:${uid}`, `SUMMARY:${title}`, `DTSTART:${from}`, `DTEND:${to}`, ...more, 'END:VEVENT'].join(
    '\r\n',
  );
const calendar = (...events: readonly string[]): Answer => {
  const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n');
  return (_request, response) => response.setHeader('content-type', 'text/calendar').end(text);
};
const BOB_TODAY = event('1', 'Bob on call', '20261122T000000Z', '20261123T000000Z');
const CAROL_NEXT = event('2', 'Carol on call', '20261123T000000Z', '20261124T000000Z');

const open = async (more: object = {}, oncall: object = { calendarHosts: ['127.0.0.1'] }) => {
  desk = openDesk({
    schedules: {
      primary: {
        layers: [{ name: 'always', users: ['alice'], start: '2026-01-01T00:00' }],
        calendars: [{ name: 'rota', url: `http://127.0.0.1:${port}/secret-path.ics`, ...more }],
      },
    },
    oncall,
  });
  await desk.oncall.configured();
  await desk.settle();
  desk.told();
  return desk;
};
type Desk = Awaited<ReturnType<typeof open>>;
/** The next look at the calendar, and what it sets off. */
const later = async (desk: Desk, durationMs = 15 * 60_000): Promise<void> => {
  for (let left = durationMs; left > 0; left -= 5 * 60_000) {
    await desk.advance(Math.min(left, 5 * 60_000));
    await desk.settle();
  }
};
const who = async (desk: Desk, time: string): Promise<string> =>
  (await desk.oncall.roster())
    .at('primary', Date.parse(`2026-11-${time}Z`))
    .map(({ user, layer }) => `${user} (${layer ?? ''})`)
    .join();

test('a calendar is a layer above the others, and follows its source', async () => {
  answer = calendar(BOB_TODAY, CAROL_NEXT);
  const desk = await open();
  expect([await who(desk, '22T13:00'), await who(desk, '23T13:00'), await who(desk, '24T13:00')]).toEqual([
    'bob (rota)',
    'carol (rota)',
    'alice (always)',
  ]);
  answer = calendar(BOB_TODAY);
  await later(desk);
  expect(await who(desk, '23T13:00')).toBe('alice (always)');
  expect(desk.told()).toEqual([
    '12:15:00 carol: The calendar rota changed.',
    '12:15:00 alice: The calendar rota changed.',
  ]);
});

test('a calendar behind a password is asked for with it, and another host it sends on to never hears it', async () => {
  answer = (request, response) => {
    if (request.headers.host?.startsWith('localhost') === true) calendar(BOB_TODAY)(request, response);
    else response.writeHead(302, { location: `http://localhost:${port}/there.ics` }).end();
  };
  const desk = await open(
    { url: `http://ann:s%40cret@127.0.0.1:${port}/rota.ics` },
    { calendarHosts: ['127.0.0.1', 'localhost'] },
  );
  expect(await who(desk, '22T13:00')).toBe('bob (rota)');
  expect(asked.map(({ headers }) => headers.authorization)).toEqual([
    `Basic ${Buffer.from('ann:s@cret').toString('base64')}`,
    undefined,
  ]);
});

test('a calendar that a running schedule gets asks before it changes who is on call, and changes nothing past', async () => {
  const layers = [{ name: 'always', users: ['alice'], start: '2026-01-01T00:00' }];
  desk = openDesk({ schedules: { primary: { layers } } });
  await desk.oncall.configured();
  await desk.advance(HOUR);
  desk.said.splice(0);
  answer = calendar(BOB_TODAY, CAROL_NEXT);
  const calendars = [{ name: 'rota', url: `http://127.0.0.1:${port}/secret-path.ics` }];
  const oncall = { calendarHosts: ['127.0.0.1'] };
  expectOk(await desk.edit({ schedules: { primary: { layers, calendars } }, oncall }));
  await desk.settle();
  expect([await who(desk, '22T12:30'), await who(desk, '22T13:30'), await who(desk, '23T13:00')]).toEqual([
    'alice (always)',
    'alice ()',
    'alice ()', // her turn has no end: she keeps it for a week
  ]);
  const asking = desk.said.find(({ message }) => message.buttons)?.message;
  expect(asking && replyText({ ok: true, value: { reply: 'message', message: asking } })).toContain(
    'The calendar rota would change who is on call now\nIn primary it has bob on call this minute instead of alice.',
  );
  const button = asking?.buttons?.flat().find(({ label }) => label === 'Apply now');
  if (!button || !('action' in button)) throw new Error('There is no button.');
  expectOk(await desk.as(BOB, null, { admin: true }).press(button.action, ...(button.args ?? [])));
  expect([await who(desk, '22T12:30'), await who(desk, '22T13:00'), await who(desk, '23T13:00')]).toEqual([
    'alice (always)',
    'bob (rota)',
    'carol (rota)',
  ]);
});

test('what is not changed is not sent again, and nothing is written down', async () => {
  const whole = calendar(BOB_TODAY);
  answer = (request, response) => {
    response.setHeader('etag', '"one"');
    if (request.headers['if-none-match'] === '"one"') response.writeHead(304).end();
    else whole(request, response);
  };
  const desk = await open();
  await later(desk, 60 * 60_000);
  expect(asked.map((request) => request.headers['if-none-match'])).toEqual([
    undefined,
    ...Array.from({ length: asked.length - 1 }, () => '"one"'),
  ]);
  expect(asked.length).toBeGreaterThan(2);
  const entries = await desk.timeline.read('organisation');
  expect(entries.filter(({ kind }) => kind === 'calendar.changed')).toHaveLength(1);
  expect(await who(desk, '22T13:00')).toBe('bob (rota)');
});

test.each<[string, Answer, string]>([
  ['answers 500', (_request, response) => response.writeHead(500).end('down'), 'answered 500'],
  [
    'answers with a web page',
    (_request, response) => response.end('<!DOCTYPE html><html>Please sign in</html>'),
    'it is a web page, no calendar',
  ],
  [
    'sends more than may be',
    (_request, response) => response.end(`BEGIN:VCALENDAR\r\n${'X-FILL:0123456789abcdef\r\n'.repeat(300_000)}`),
    'sent more than 5 MB',
  ],
  [
    'ends in the middle',
    (_request, response) => response.end('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n'),
    'it ends in the middle',
  ],
  ['hangs up', (request) => request.socket.destroy(), 'did not answer'],
])('while the source %s, what it said last is used, and its age is told', async (_name, broken, reason) => {
  answer = calendar(BOB_TODAY, CAROL_NEXT);
  const desk = await open();
  answer = broken;
  await later(desk);
  expect([await who(desk, '22T13:00'), await who(desk, '23T13:00')]).toEqual(['bob (rota)', 'carol (rota)']);
  const status = async () => replyText(await desk.as(ALICE).type('muster status'));
  const shown = replyText(await desk.as(ALICE).type('oncall who'));
  expect(shown).toContain(`The calendar rota of primary cannot be read since 2026-11-22T12:15: `);
  expect(await status()).toContain('🔴 Schedules from outside: The calendar rota of primary cannot be read since');
  expect(shown).toContain(reason);
  expect(shown).toContain('What it said 2026-11-22T12:00 is used.');
  expect(shown).not.toContain('secret-path');
  expect(desk.told()).toEqual([]); // a short outage concerns nobody

  await later(desk, HOUR + 10 * 60_000);
  expect(desk.told()).toEqual([expect.stringContaining('#incidents: The calendar rota of primary cannot be read')]);
  answer = calendar(BOB_TODAY, CAROL_NEXT);
  await later(desk);
  expect(desk.told()).toEqual([expect.stringContaining('#incidents: The calendar rota of primary is read again.')]);
  expect(replyText(await desk.as(ALICE).type('oncall who'))).not.toContain('cannot be read');
  expect(await status()).toContain('🟢 Schedules from outside: 1 calendar or copy, read');
});

test('what a calendar said of the past stays, whatever it says later', async () => {
  answer = calendar(BOB_TODAY);
  const desk = await open();
  await later(desk, 2 * HOUR);
  answer = calendar(event('1', 'Carol on call', '20261122T180000Z', '20261123T000000Z'));
  await later(desk);
  // And who is on call this minute stays so, by an override, until somebody says otherwise.
  expect([await who(desk, '22T13:00'), await who(desk, '22T19:00')]).toEqual(['bob (rota)', 'bob ()']);
});

test('a calendar that changes who is on call this minute asks first, and keeps them to the end of the shift', async () => {
  answer = calendar(BOB_TODAY);
  const desk = await open();
  answer = calendar(event('1', 'Carol on call', '20261122T000000Z', '20261123T000000Z'));
  await later(desk);
  expect(await who(desk, '22T13:00')).toBe('bob ()');
  const ask = desk.said.find(({ message }) => message.buttons);
  expect(replyText({ ok: true, value: { reply: 'message', message: ask?.message ?? { blocks: [] } } })).toBe(
    'The calendar rota would change who is on call now\nIn primary it has carol on call this minute instead of bob. bob stays on call until 2026-11-23T00:00, the end of the shift, unless you apply the change now.',
  );
  const [keep, apply] = ask?.message.buttons?.[0] ?? [];
  expect([keep?.label, apply?.label]).toEqual(['Keep until the shift ends', 'Apply now']);
  const args = apply && 'action' in apply ? (apply.args ?? []) : [];
  expectOk(await desk.as(ALICE, null, { admin: true }).press('oncall.reload.apply', ...args));
  expect(await who(desk, '22T13:00')).toBe('carol (rota)');
});

test('who stands in for somebody whose shift goes from the calendar stays on call until the change is applied', async () => {
  answer = calendar(BOB_TODAY);
  const desk = await open();
  expectOk(await desk.as(CAROL).type('oncall take', { person: BOB, when: 'now for 6h' }));
  answer = calendar(); // the layer below has alice
  await later(desk);
  expect([await who(desk, '22T13:00'), await who(desk, '22T18:00')]).toEqual(['carol ()', 'alice (always)']);
  const words = desk.said.map(({ message }) => replyText({ ok: true, value: { reply: 'message', message } }));
  expect(words.join('\n')).toContain('it has alice on call this minute instead of carol.');
});

test('events that name nobody are told once, and put nobody on call', async () => {
  answer = calendar(BOB_TODAY);
  const desk = await open();
  answer = calendar(BOB_TODAY, event('3', 'Company holiday', '20261125T000000Z', '20261126T000000Z'));
  await later(desk, HOUR);
  expect(desk.told()).toEqual([
    '12:15:00 #incidents: In the calendar rota of primary an event could not be used: “Company holiday” names nobody of muster.yaml',
  ]);
  expect(await who(desk, '25T12:00')).toBe('alice (always)');
});

test('a private address is asked only when muster.yaml names its host, redirects included', async () => {
  answer = calendar(BOB_TODAY);
  const refused = await open({}, {});
  expect(asked).toHaveLength(0);
  expect(replyText(await refused.as(CAROL).type('oncall who'))).toContain(
    'has a private address: add it to oncall: { calendarHosts: […] } if it is yours. It was never read',
  );
  await refused.close();

  answer = (request, response) => {
    if (request.url === '/inner.ics') calendar(BOB_TODAY)(request, response);
    else response.writeHead(302, { location: `http://localhost:${port}/inner.ics` }).end();
  };
  const redirected = await open();
  expect(asked.map((request) => request.url)).toEqual(['/secret-path.ics']);
  expect(replyText(await redirected.as(CAROL).type('oncall who'))).toContain('has a private address');
});

test('a new start uses what was read before, also while the source is away', async () => {
  answer = calendar(CAROL_NEXT);
  const desk = await open();
  answer = (_request, response) => response.writeHead(503).end();
  await desk.oncall.configured(); // as a start does
  await desk.settle();
  expect(await who(desk, '23T13:00')).toBe('carol (rota)');
  const entries = await desk.timeline.read('organisation');
  expect(JSON.stringify(entries)).not.toContain('secret-path'); // the address is a secret
});

test('one person’s calendar needs no names, and two shifts at once put the later one on top', async () => {
  answer = calendar(
    event('1', 'Busy', '20261122T000000Z', '20261124T000000Z'),
    event('2', 'Also busy', '20261123T000000Z', '20261123T120000Z'),
  );
  const desk = await open({ user: 'bob' });
  expect([await who(desk, '22T13:00'), await who(desk, '23T06:00')]).toEqual(['bob (rota)', 'bob (rota)']);
});

import { describe, expect, test } from 'vitest';
import { createWeb } from '../../src/web/create-web.ts';
import type { ListedIncident } from '../../src/web/web-parts.ts';
import { listed, NOW, signed, webParts } from './web-parts.ts';

const get = async (path: string, more = {}): Promise<Response> =>
  createWeb(webParts(more)).fetch(new Request(`http://muster.test${path}`));

describe('signed links', () => {
  test('nobody reads anything without one', async () => {
    for (const path of ['/incidents', '/incidents/1', '/incidents/1/export.json', '/incidents/1/events'])
      expect((await get(path)).status, path).toBe(403);
  });

  test('an altered, an expired and a departed person’s link open nothing', async () => {
    expect((await get(`/incidents?${signed('bob').replace('bob', 'alice')}`)).status).toBe(403);
    expect((await get(`/incidents?${signed('bob', NOW)}`)).status).toBe(403);
    expect((await get(`/incidents?${signed('mallory')}`)).status).toBe(403);
    expect((await get(`/incidents?${signed('bob')}`)).status).toBe(200);
  });

  test('while Discord cannot be asked who somebody is they are asked to come again, and not told that they left', async () => {
    const viewerOf = (): Promise<never> => Promise.reject(new Error('not ready'));
    for (const path of ['/incidents', '/incidents/1', '/incidents/1/export.json', '/incidents/1/events']) {
      const answer = await get(`${path}?${signed('bob')}`, { viewerOf });
      expect([answer.status, answer.headers.get('retry-after')], path).toEqual([503, '5']);
      expect(await answer.text()).toContain('Discord cannot be asked at the moment who you are');
    }
    expect((await get(`/incidents?${signed('bob').replace('bob', 'alice')}`, { viewerOf })).status).toBe(403);
  });

  test('a link for a calendar opens no page, and the other way round', async () => {
    const { calendarToken } = await import('../../src/web/calendar-token.ts');
    const oncall = { calendar: async () => 'BEGIN:VCALENDAR', shifts: async () => [] };
    const token = calendarToken('a secret of the tests, long enough', 'primary', 'bob');
    expect((await get(`/calendars/primary.ics?token=${token}`, { oncall })).status).toBe(200);
    expect((await get(`/calendars/secondary.ics?token=${token}`, { oncall })).status).toBe(404);
    expect((await get(`/calendars/primary.ics?${signed('bob')}`, { oncall })).status).toBe(404);
  });
});

test('what fails is logged by its route: the token in the address of an acknowledgement is somebody’s', async () => {
  const logged: unknown[] = [];
  const failing = () => Promise.reject(new Error('The disk is full'));
  const response = await get('/pages/ack/page-1.bob.token', {
    logger: { error: (what: unknown) => logged.push(what) },
    answerByLink: { read: failing, answer: failing },
  });
  expect(response.status).toBe(500);
  expect(logged).toEqual([{ path: '/pages/ack/:token', reason: 'The disk is full' }]);
  expect(await response.text()).not.toContain('disk');
});

describe('private incidents', () => {
  test('are on the list, the page and in the exports of those who may see them only', async () => {
    expect(await (await get(`/incidents?${signed('alice')}`)).text()).toContain('Credentials leaked');
    expect(await (await get(`/incidents?${signed('bob')}`)).text()).not.toContain('Credentials');
    expect((await get(`/incidents/3?${signed('alice')}`)).status).toBe(200);
    for (const path of ['/incidents/3', '/incidents/3/export.md', '/incidents/3/events'])
      expect((await get(`${path}?${signed('bob')}`)).status).toBe(404);
  });

  test('look to others exactly like one that does not exist', async () => {
    const hidden = await (await get(`/incidents/3?${signed('bob')}`)).text();
    const missing = await (await get(`/incidents/999?${signed('bob')}`)).text();
    expect(hidden).toBe(missing);
  });
});

describe('pages', () => {
  test('styles and scripts are asked for again, and sent only when they changed', async () => {
    for (const name of ['pages.css', 'bar.css', 'pages.js']) {
      const web = createWeb(webParts());
      const asset = (headers = {}) => web.fetch(new Request(`http://muster.test/assets/${name}`, { headers }));
      const first = await asset();
      expect(first.headers.get('cache-control'), name).toBe('no-cache');
      const again = await asset({ 'if-none-match': first.headers.get('etag') ?? '' });
      expect([again.status, await again.text()], name).toEqual([304, '']);
      expect((await asset({ 'if-none-match': '"another"' })).status, name).toBe(200);
    }
  });

  test('text from outside is escaped', async () => {
    const page = await (await get(`/incidents?${signed('bob')}`)).text();
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>alert');
  });

  test('the list is searched by words, severity and state', async () => {
    const found = async (query: string): Promise<string> =>
      (await get(`/incidents?${signed('alice')}&${query}`)).text();
    expect(await found('text=')).toContain('3 incidents. Times');
    expect(await found('text=slow+api')).toContain('1 of 3 incidents');
    expect(await found('severity=SEV-1')).toContain('1 of 3 incidents');
    expect(await found('state=open')).toContain('1 of 3 incidents');
  });

  test('of thousands of incidents all are counted and searched, and shown a page at a time', async () => {
    const incidents: ListedIncident[] = Array.from({ length: 2501 }, (_, index) =>
      listed(2501 - index, {
        title: index === 2500 ? 'The very first' : 'Another & one',
        severity: index === 2500 ? 'SEV-1' : 'SEV-2',
      }),
    );
    const parts = webParts();
    if (!parts.incidents) throw new Error('no incidents');
    const reads = { ...parts.incidents, list: async () => incidents };
    const show = async (query: string): Promise<string> =>
      (await get(`/incidents?${signed('alice')}&${query}`, { incidents: reads })).text();
    const numbers = (page: string): number[] =>
      [...page.matchAll(/class="number">#(\d+)</g)].map(([, number]) => Number(number));

    const first = await show('');
    expect(first).toMatch(/<dt>Incidents<\/dt>\s*<dd>2501</);
    expect(first).toContain('SEV-1: 1, show them');
    expect(first).toContain('2501 incidents, 1 to 200 of them here.');
    expect(first).not.toContain('rel="prev"');
    expect(numbers(await show('text=very+first'))).toEqual([1]);

    // From Older to Older every one of those that are searched for is met once.
    const met: number[] = [];
    for (let page = await show('text=another+%26&severity=SEV-2'); ;) {
      met.push(...numbers(page));
      const [, older] = /<a href="\/incidents\?([^"]+)" rel="next"/.exec(page) ?? [];
      if (older === undefined) break;
      page = await (await get(`/incidents?${older.replaceAll('&amp;', '&')}`, { incidents: reads })).text();
    }
    expect(met).toEqual(Array.from({ length: 2500 }, (_, index) => 2501 - index));
    expect(await show('page=13')).toContain('2501 incidents, 2401 to 2501 of them here.');
    for (const odd of ['page=999', 'page=0', 'page=-1', 'page=x'])
      expect(await show(odd), odd).toContain('of them here.');
  });

  test('an exported page keeps its own policy, widened by our two assets and nothing else', async () => {
    const response = await get(`/incidents/1?${signed('bob')}`);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self' 'sha256-a'; script-src 'self' 'sha256-b'; base-uri 'none'; connect-src 'self'; frame-ancestors 'none'",
    );
    const page = await response.text();
    expect(page).not.toContain('http-equiv="Content-Security-Policy"');
    expect(page).toContain('data-events="/incidents/1/events?');
    expect(page).toContain('<h1>Exported</h1>');
  });

  test('the page of one that was resolved is live and does not call it open', async () => {
    const { incidents } = webParts();
    if (!incidents) throw new Error('no incidents');
    const find: typeof incidents.find = async (number, viewer) => {
      const found = await incidents.find(number, viewer);
      return found && { ...found, live: true };
    };
    const page = await (await get(`/incidents/2?${signed('bob')}`, { incidents: { ...incidents, find } })).text();
    expect(page).toContain('This incident is resolved, and not closed yet.');
    expect(page).not.toContain('is open');
  });

  test('an ended incident’s page is not live', async () => {
    expect(await (await get(`/incidents/2?${signed('bob')}`)).text()).not.toContain('data-events');
  });

  test('the week’s shifts stand on their days', async () => {
    const oncall = {
      calendar: async () => undefined,
      shifts: async () => [{ schedule: 'primary', person: 'Ada', from: NOW, to: NOW + 3 * 86_400_000 }],
    };
    const page = await (await get(`/oncall?${signed('bob')}&week=2026-11-22`, { oncall })).text();
    expect(page).toContain('Mon 16 Nov');
    expect(page.match(/<bdi>Ada</g)).toHaveLength(1); // from Sunday 14:00; the rest is next week
    expect(page).toContain('<bdi>primary</bdi>, 14:00–24:00');
  });

  test('a gap in one schedule is seen on a day on which another has somebody', async () => {
    const hour = 3_600_000;
    const asked: number[] = [];
    const oncall = {
      calendar: async () => undefined,
      shifts: async () => [{ schedule: 'primary', person: 'Ada', from: NOW - hour, to: NOW + 30 * hour }],
      gaps: async (from: number, to: number) => {
        asked.push(from, to);
        return [{ schedule: 'database', from: NOW + hour, to: NOW + 3 * hour }];
      },
    };
    const page = await (await get(`/oncall?${signed('bob')}`, { oncall })).text();
    expect(page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).toMatch(/nobody database ?, 15:00–17:00 Ada primary/);
    expect(page.match(/class="gap"/g)).toHaveLength(1);
    expect(asked).toEqual([Date.UTC(2026, 10, 22), Date.UTC(2026, 10, 29)]);
  });

  test('days and hours are those of the zone that is asked for, also where clocks are changed', async () => {
    const from = Date.UTC(2026, 9, 24, 22, 30); // Sunday 00:30 in Berlin; that night the clocks go back
    const oncall = {
      calendar: async () => undefined,
      shifts: async () => [{ schedule: 'primary', person: 'Ada', from, to: from + 24 * 3_600_000 }],
    };
    const page = async (zone: string): Promise<string> =>
      (await get(`/oncall?${signed('bob')}&week=2026-10-19&zone=${zone}`, { oncall })).text();
    expect(await page('Europe/Berlin')).toContain('<bdi>primary</bdi>, 00:30–23:30'); // 24 hours of a day of 25
    expect(await page('UTC')).toContain('<bdi>primary</bdi>, 22:30–24:00');
    expect(await page('No/Where')).toContain('<bdi>primary</bdi>, 22:30–24:00');
  });

  test('who is on call now stands first, and who comes then', async () => {
    const oncall = {
      calendar: async () => undefined,
      shifts: async () => [
        { schedule: 'primary', person: 'Ada', from: NOW - 3_600_000, to: NOW + 7_200_000 },
        { schedule: 'primary', person: 'Ben', from: NOW + 7_200_000, to: NOW + 9_000_000 },
        { schedule: 'nights', person: 'Chiara', from: NOW + 7_200_000, to: NOW + 9_000_000 },
      ],
    };
    const text = (await (await get(`/oncall?${signed('bob')}`, { oncall })).text())
      .replace(/<\/?bdi>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(text).toContain('primary, now Ada until Sun 22 Nov, 16:00, then Ben');
    expect(text).toContain('nights, now nobody next Chiara, Sun 22 Nov, 16:00');
    // On a Sunday, too, the days begin with today.
    expect(text).toContain('22–28 November 2026 Days before Week after');
    expect(text).toMatch(/Show Sun 22 Nov , today .* Sat 28 Nov nobody/);
  });

  test('shifts of one person that follow one another are one, others are not', async () => {
    const hour = 3_600_000;
    const shift = (person: string, from: number, to: number) => ({
      schedule: 'primary',
      person,
      from: NOW + from * hour,
      to: NOW + to * hour,
    });
    const oncall = {
      calendar: async () => undefined,
      shifts: async (from: number, to: number) =>
        [
          shift('Ada', -20, 1),
          shift('Ada', 1, 3),
          shift('Ben', 3, 4),
          shift('Ada', 5, 6),
          shift('Chiara', 6, 9999),
        ].map((one) => ({ ...one, from: Math.max(one.from, from), to: Math.min(one.to, to) })),
    };
    const text = (await (await get(`/oncall?${signed('bob')}`, { oncall })).text())
      .replace(/<\/?bdi>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(text).toContain('primary, now Ada until Sun 22 Nov, 17:00, then Ben');
    expect(text).toMatch(/today Ada primary, 00:00–17:00 Ben primary, 17:00–18:00 Ada primary, 19:00–20:00 Chiara/);
    const alone = { ...oncall, shifts: async (from: number, to: number) => [{ ...shift('Ada', 0, 0), from, to }] };
    expect(await (await get(`/oncall?${signed('bob')}`, { oncall: alone })).text()).toContain('for two weeks at least');
  });

  test('the median is of those that statistics take in, from start to resolution', async () => {
    const incidents = [
      listed(1, { resolveMs: 600_000 }),
      listed(2, { resolveMs: 1_200_000 }),
      listed(3, { resolveMs: 86_400_000, counted: false }),
      listed(4, { resolveMs: null, whyNoResolveMs: 'start not recorded' }),
    ];
    const page = await (
      await get(`/incidents?${signed('bob')}`, { incidents: { ...webParts().incidents, list: async () => incidents } })
    ).text();
    expect(page).toMatch(/Median time to resolve<\/dt>\s*<dd>\s*15 min\s*<small>/);
    expect(page).toContain('of 2 whose start is recorded');
    expect(page).toContain('>start not recorded<');
    expect(page).toMatch(/<dt>Incidents<\/dt>\s*<dd>3</);
  });

  test('a list on which nothing fits leads back to all', async () => {
    const page = await (await get(`/incidents?${signed('bob')}&text=nothing+like+it`)).text();
    expect(page).toContain('No incident fits.');
    expect(page).not.toContain('<table');
  });

  test('an open page hears of a change', async () => {
    let change: (() => void) | undefined;
    const parts = webParts();
    if (!parts.incidents) throw new Error('no incidents');
    const web = createWeb({
      ...parts,
      incidents: { ...parts.incidents, watch: (_, changed) => ((change = changed), () => undefined) },
    });
    const port = await web.listen('127.0.0.1', 0);
    const response = await fetch(`http://127.0.0.1:${port}/incidents/1/events?${signed('bob')}`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = (await reader?.read())?.value ?? '';
    expect(heard).not.toContain('changed');
    change?.();
    while (!heard.includes('changed')) heard += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    await web.close();
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import { parseConfig, readSettings } from '../../src/config.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { serve, type Serving } from '../../src/serve.ts';

/** The real Muster with its web port: links as people are given them in Discord, tried on every page. */
describe('the links that Muster hands out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-links-'));
  let sandbox: Sandbox;
  let app: App;
  let serving: Serving;

  beforeAll(async () => {
    sandbox = await startSandbox();
    const ids = Object.fromEntries([...sandbox.world.state.users.values()].map((user) => [user.username, user.id]));
    const config = parseConfig(
      `people: { ben: { discord: "${ids['ben'] ?? ''}" } }\nschedules: { primary: { layers: [{ users: [ben], start: 2026-01-01T00:00 }] } }`,
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
    await type('chiara', '/incident declare title:"Keys leaked" severity:SEV-2 private:True');
    await type('chiara', '/incident declare title:"Search is slow" severity:SEV-3');
  });
  afterAll(async () => {
    await serving.stop();
    await app.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What somebody is answered, as JSON with every button. */
  const type = async (who: string, command: string): Promise<string> => {
    const asked = await sandbox.as(who).type('#general', command);
    return 'final' in asked ? JSON.stringify((await asked.final()).message) : '';
  };
  const ownLink = async (who: string): Promise<URL> => {
    const listed = await type(who, '/incident list');
    const url = /http:\/\/127\.0\.0\.1:\d+\/incidents\?[^"]+/.exec(listed)?.[0];
    if (url === undefined) throw new Error(`${who} was given no link: ${listed}`);
    return new URL(url);
  };
  const read = async (link: URL, path: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(new URL(`${path}${link.search}`, link), { signal: AbortSignal.timeout(20_000) });
    if (path.endsWith('/events') && response.ok) {
      await response.body?.cancel();
      return { status: response.status, text: '' };
    }
    return { status: response.status, text: await response.text() };
  };
  const PRIVATE = ['', '/export.md', '/export.json', '/export.csv', '/export.html', '/events'];

  test.each(['ada', 'ben', 'grace', 'stranger'])(
    '%s reads what everybody may read, and nothing that is private',
    async (who) => {
      const link = await ownLink(who);
      const mayAll = who === 'ada'; // the owner of the server holds muster.admin
      const list = await read(link, '/incidents');
      expect(list.status).toBe(200);
      expect(list.text).toContain('Search is slow');
      expect(list.text.includes('Keys leaked')).toBe(mayAll);
      expect((await read(link, '/incidents/2')).text).toContain('Search is slow');
      expect((await read(link, '/oncall')).text).toContain('primary');
      for (const page of PRIVATE) {
        const { status, text } = await read(link, `/incidents/1${page}`);
        expect([status, text.includes('Keys leaked')], page).toEqual(mayAll ? [200, page !== '/events'] : [404, false]);
      }
    },
  );

  test('whoever declared it reads it, and a link with another name in it opens nothing', async () => {
    const link = await ownLink('chiara');
    for (const page of PRIVATE) expect((await read(link, `/incidents/1${page}`)).status, page).toBe(200);
    const other = await ownLink('ben');
    other.searchParams.set('person', sandbox.as('chiara').id);
    for (const path of ['/incidents', '/oncall', ...PRIVATE.map((page) => `/incidents/1${page}`)])
      expect((await read(other, path)).status, path).toBe(403);
  });

  test('the on-call picture leads to the calendar by a button, for each presser their own', async () => {
    const asked = await sandbox.as('ben').command('#general', 'oncall show', {});
    const shown = (await asked.final()).message;
    const pressed = await sandbox.as('grace').press(shown?.id ?? '', 'Calendar in a browser');
    const answer = JSON.stringify((await pressed.final()).message);
    expect(answer).toContain(`/oncall?person=${sandbox.as('grace').id}`);
  });

  test('a link opens only what its person may read now, also when it was given out for another page', async () => {
    const link = await ownLink('ben');
    const everything = app.current().config;
    const may = async (permission: string): Promise<void> => {
      await serving.reload({ ...everything, permissions: { [permission]: { people: [] } } });
    };
    await may('incident.read');
    for (const path of ['/incidents', ...PRIVATE.map((page) => `/incidents/2${page}`)])
      expect((await read(link, path)).status, path).toBe(403);
    expect((await read(link, '/oncall')).status).toBe(200);
    await may('oncall.read');
    expect((await read(link, '/oncall')).status).toBe(403);
    expect((await read(link, '/incidents/2')).status).toBe(200);
    await serving.reload(everything);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUILT_IN_PLUGINS } from '../../src/diagnostics/builtin/built-in-plugins.ts';
import { describeWith } from '../counterparts/installed.ts';
import { MARIADB_PROGRAMS } from '../counterparts/mariadb.ts';
import { POSTGRES_PROGRAMS } from '../counterparts/postgres.ts';
import { words } from '../e2e/words.ts';
import { type EverythingToLookAt, startEverythingToLookAt } from './everything-to-look-at.ts';

const NEEDED = [
  'named',
  'dig',
  'openssl',
  'prometheus',
  'redis-server',
  'ping',
  ...POSTGRES_PROGRAMS,
  ...MARIADB_PROGRAMS,
];

/** Each as somebody types it in a channel, on its real counterpart, and what everybody there then reads. */
describeWith(NEEDED, 'each built-in diagnostic, as a slash command', () => {
  let all: EverythingToLookAt;
  beforeAll(async () => {
    all = await startEverythingToLookAt();
  }, 120_000);
  afterAll(() => all.stop());

  type Given = Readonly<Record<string, string | number | boolean>>;
  const asked = new Set<string>();
  async function said(
    name: string,
    given: Given,
  ): Promise<{ readonly text: string; readonly files: readonly string[] }> {
    asked.add(name);
    const typed = await all.bot.as('ada').command('#general', `diag ${name}`, given);
    await typed.final();
    // Somebody else reads it: it is no whisper. Until it has ended it says how it goes on.
    const ben = all.bot.as('ben');
    const message = await ben.waitFor(() => {
      const seen = ben.see('#general').find(({ id }) => id === typed.message?.id);
      return seen && !words(seen).includes('⏳') ? seen : undefined;
    });
    return { text: words(message), files: message.attachments.map(({ filename }) => filename) };
  }
  const DE = "SELECT * FROM people WHERE country = 'DE'";

  test.each<[string, () => Given, readonly RegExp[], readonly RegExp[]]>([
    [
      'dns',
      () => ({ name: 'www.shop.test', type: 'A,AAAA', server: 'shop' }),
      [/✅ .*2 records/, /127\.0\.0\.1 \(this desk\)/, /::1/, /NOERROR/],
      [],
    ],
    ['dns', () => ({ name: '127.0.0.1', server: 'shop' }), [/www\.shop\.test/, /PTR/], []],
    [
      'http',
      () => ({ url: `https://${all.web}/`, expect: 'well' }),
      [/answers 200/, /first byte/, /text\/plain/],
      [/^headers-.*\.txt$/],
    ],
    ['http', () => ({ url: `https://${all.web}/`, times: 5 }), [/5 requests/, /p90: \S+ ms/], []],
    [
      'tls',
      () => ({ host: all.web, name: 'shop.test' }),
      [/✅ .*A strict client accepts it/, /CN=shop\.test/, /TLSv1\.3/],
      [],
    ],
    ['tls', () => ({ host: all.web, name: 'other.test' }), [/❌ .*not for other\.test/], []],
    [
      'host',
      () => ({ host: '127.0.0.1', ports: all.web.split(':')[1] ?? '' }),
      [/Forward and reverse agree/, /answers/, /this desk/, /this machine/],
      [],
    ],
    ['promql', () => ({ query: 'up', range: '5m' }), [/1 series/, /job="self"/], [/^series\.png$/]],
    [
      'logs',
      () => ({ text: 'payment' }),
      [/3 lines match, 3 of them speak of errors/, /payment 1 failed/],
      [/^lines\.log$/, /^series\.png$/],
    ],
    ['redis', () => ({}), [/Redis|redis/, /memory/i], []],
    ['redis', () => ({ view: 'bigkeys' }), [/cart:1/], []],
    ['redis', () => ({ view: 'slowlog' }), [/No command was slower|\d+ slow commands? (is|are) remembered/], []],
    ['redis', () => ({ view: 'latency' }), [/ms/], []],
    [
      'query',
      () => ({ name: 'people-shop', with: 'country=DE' }),
      [/^(?!.*✅).*\b1 row\./s, /\[masked\]/],
      [/^people-shop\.csv$/],
    ],
    ['query', () => ({ name: 'people-blog', with: 'country=TR' }), [/^(?!.*✅).*\b1 row\./s], [/^people-blog\.csv$/]],
    ['query', () => ({ name: 'people-file', with: 'country=TR' }), [/^(?!.*✅).*\b1 row\./s], [/^people-file\.csv$/]],
    [
      'explain',
      () => ({ database: 'shop', sql: DE }),
      [/Seq Scan on people/, /PostgreSQL \d/, /country = \?|country\)::text = \?/],
      [],
    ],
    ['explain', () => ({ database: 'shop', sql: DE, analyze: true }), [/3 estimated,\s+1 actual/], []],
    ['explain', () => ({ database: 'blog', sql: DE }), [/Full table scan on people/, /MariaDB \d/], []],
    ['explain', () => ({ database: 'file', sql: DE }), [/Full scan on people/, /SQLite \d/], []],
    [
      'service',
      () => ({ service: 'checkout' }),
      [/✅ .*\/diag redis/, /✅ .*\/diag tls.*A strict client accepts it/, /ℹ️ .*\/diag query.*1 row\./],
      [/^1-redis\.txt$/, /^2-tls\.txt$/],
    ],
  ])('/diag %s', async (name, given, texts, files) => {
    const answer = await said(name, given());
    for (const text of texts) expect(answer.text).toMatch(text);
    for (const file of files) expect(answer.files).toEqual(expect.arrayContaining([expect.stringMatching(file)]));
    expect(answer.text).not.toMatch(/country = 'DE'|ada@example\.com/);
  });

  test('none is left out here', () => {
    expect([...asked].sort()).toEqual([...Object.keys(BUILT_IN_PLUGINS), 'service'].sort());
  });
});

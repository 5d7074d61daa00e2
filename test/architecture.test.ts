import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The house as docs/design.md draws it: every folder may import from those below it, and from itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  timeline: ['base'],
  catalog: ['timeline', 'base'],
  commands: ['catalog', 'timeline', 'base'],
  pictures: ['catalog', 'timeline', 'base'],
  incidents: ['pictures', 'commands', 'catalog', 'timeline', 'base'],
  oncall: ['pictures', 'commands', 'catalog', 'timeline', 'base'],
  diagnostics: ['pictures', 'commands', 'catalog', 'timeline', 'base'],
  actions: ['pictures', 'commands', 'catalog', 'timeline', 'base'],
  discord: ['pictures', 'commands', 'catalog', 'timeline', 'base'],
  web: ['pictures', 'commands', 'catalog', 'timeline', 'base'],
  sandbox: ['base'],
  storage: ['timeline', 'base'],
};
/** The files at the top of src/ and what they may reach for. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['*'],
  'app.ts': ['*'],
  app: ['*'],
  'serve.ts': ['*'],
  'serve-web.ts': ['*'],
  'testing.ts': ['*'],
  cli: ['*'],
  'config.ts': ['incidents', 'oncall', 'diagnostics', 'actions', 'commands', 'catalog', 'timeline', 'base'],
};

const src = join(import.meta.dirname, '../src');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !/(^|\/)(dist|node_modules)\//.test(file),
);

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports: readonly Import[] = files.flatMap((from) => {
  const text = readFileSync(join(src, from), 'utf8');
  const specifiers = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*'(\.[^']+)'|\bimport\(\s*'(\.[^']+)'/g,
  );
  return [...specifiers].map((match) => ({
    from,
    to: normalize(join(dirname(from), match[1] ?? match[2] ?? '')),
  }));
});

const roomOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : file);

test('arrows point down only', () => {
  const upward = imports.filter(({ from, to }) => {
    const room = roomOf(from);
    const target = roomOf(to);
    if (room === target) return false;
    const allowed = MAY_IMPORT[room] ?? DOORS[room];
    return !allowed || !(allowed.includes('*') || allowed.includes(target));
  });
  expect(upward.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('only app.ts and the doors know storage and the adapters', () => {
  const knowing = imports.filter(
    ({ from, to }) =>
      ['storage', 'discord', 'web', 'sandbox'].includes(roomOf(to)) &&
      roomOf(from) !== roomOf(to) &&
      !['app/open-record.ts', 'app.ts', 'serve.ts', 'serve-web.ts', 'main.ts', 'testing.ts'].includes(from) &&
      !(roomOf(from) === 'cli' && (roomOf(to) === 'sandbox' || to === 'discord/invite.ts')),
  );
  expect(knowing.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('the built-in diagnostics stand on what authors of plugins have, and on each other', () => {
  const builtIn = 'diagnostics/builtin/';
  // Where a file of the program lies: the list of the built-in ones, and a process that is started.
  const files = ['base/module-file.ts', 'diagnostics/module-file.ts'];
  const beyond = imports.filter(
    ({ from, to }) =>
      from.startsWith(builtIn) &&
      !to.startsWith(builtIn) &&
      to !== 'diagnostics/plugin.ts' &&
      !(files.includes(to) && /(?:built-in-plugins|sqlite-table)\.ts$/.test(from)),
  );
  expect(beyond.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('no file imports itself by way of others', () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  expect(circles).toEqual([]);
});

describe('the rules of the house', () => {
  const sources = files.map((file) => ({ file, text: readFileSync(join(src, file), 'utf8') }));

  test('files are named in kebab-case', () => {
    expect(files.filter((file) => !file.split('/').every((part) => /^[a-z0-9]+([.-][a-z0-9]+)*$/.test(part)))).toEqual(
      [],
    );
  });

  test('nothing is called manager, helper, util or misc', () => {
    expect(
      files.filter((file) => /(^|\/)(managers?|helpers?|utils?|misc|common|info|process)([/.]|$)/.test(file)),
    ).toEqual([]);
  });

  test('no barrel files, no default exports', () => {
    const barrels = sources.filter(
      ({ text }) => /^(\s*(export .* from .*|\/\/.*|\/\*\*.*\*\/)?\s*)+$/.test(text) && text.includes('export'),
    );
    const defaults = sources.filter(({ file, text }) => /^export default /m.test(text) && !file.endsWith('.config.ts'));
    expect([...barrels, ...defaults].map(({ file }) => file)).toEqual([]);
  });

  test('the clock is the injected one', () => {
    // The test kit's patience is real time: the bot's own clock may stand still.
    // page-assets holds the script of a page, which runs in a browser.
    const allowed = new Set(['base/clock.ts', 'testing.ts', 'web/page-assets.ts']);
    const reading = sources.filter(
      ({ file, text }) =>
        !allowed.has(file) && !file.startsWith('sandbox/web/') && /\bDate\.now\(\)|\bnew Date\(\)/.test(text),
    );
    expect(reading.map(({ file }) => file)).toEqual([]);
  });

  test('what waits takes the injected clock, and chance is passed in', () => {
    // Where time and chance are another machine's, another process's or the system's, whatever the clock that was passed in says.
    const allowed: Readonly<Record<string, readonly string[]>> = {
      'base/clock.ts': ['setTimeout'], // the clock itself
      // How long a server out there may take to answer.
      'actions/github/client.ts': ['AbortSignal.timeout'],
      'actions/runners/suggested-values.ts': ['AbortSignal.timeout'],
      'actions/runners/webhook.ts': ['AbortSignal.timeout'],
      'diagnostics/builtin/dns/dns-client.ts': ['setTimeout'],
      'diagnostics/builtin/dns/dns-stream.ts': ['AbortSignal.timeout'],
      'diagnostics/builtin/host/host.ts': ['AbortSignal.timeout'],
      'diagnostics/builtin/connected-within.ts': ['AbortSignal.timeout'],
      'diagnostics/builtin/http/timed-request.ts': ['AbortSignal.timeout'],
      'diagnostics/builtin/logs/logs.ts': ['AbortSignal.timeout'],
      'diagnostics/builtin/promql/promql.ts': ['AbortSignal.timeout'],
      'diagnostics/builtin/redis/redis.ts': ['AbortSignal.timeout'],
      'diagnostics/builtin/sql/idle-connections.ts': ['setTimeout'],
      'diagnostics/builtin/sql/sqlite-session.ts': ['setTimeout'],
      'diagnostics/builtin/tls/handshake.ts': ['AbortSignal.timeout'],
      'diagnostics/network/reverse-names.ts': ['setTimeout'],
      'incidents/uploads/read-upload.ts': ['AbortSignal.timeout'],
      'oncall/calendars/fetch-calendar.ts': ['AbortSignal.timeout'],
      'oncall/contacts/chat.ts': ['setTimeout'],
      'oncall/contacts/email.ts': ['AbortSignal.timeout'],
      'oncall/contacts/heartbeat.ts': ['AbortSignal.timeout'],
      'oncall/contacts/http-send.ts': ['AbortSignal.timeout'],
      'oncall/pagerduty/request.ts': ['AbortSignal.timeout'],
      // How long a process or a thread of ours may go on.
      'actions/programs/capture-program.ts': ['setTimeout'],
      'base/kept-worker.ts': ['setTimeout'],
      'diagnostics/builtin/sql/sqlite-table.ts': ['AbortSignal.timeout'],
      'diagnostics/runner/plugin-thread.ts': ['setInterval'],
      'diagnostics/runner/serve-plugins.ts': ['AbortSignal.timeout'],
      'oncall/calendars/read-in-worker.ts': ['AbortSignal.timeout'],
      // The command line, the test kit, the sandbox's waits for a bot's answer, scripts that run in a browser or elsewhere.
      'cli/ask-running.ts': ['AbortSignal.timeout'],
      'cli/operator-context.ts': ['AbortSignal.timeout'],
      'cli/pagerduty.ts': ['setInterval'],
      'cli/sandbox-past.ts': ['setTimeout'],
      'cli/stop-signal.ts': ['setInterval', 'setTimeout'],
      'incidents/export/html-script.ts': ['setTimeout'],
      'sandbox/control/exchange.ts': ['setTimeout'],
      'sandbox/control/wait-for.ts': ['setTimeout'],
      'sandbox/shop.ts': ['setTimeout'],
      'testing.ts': ['setTimeout'],
      'web/page-assets.ts': ['setInterval', 'setTimeout'],
      // The one maker of ids and secrets; ids that a stranger must not guess; the usual jitter where none is passed in.
      'base/ids.ts': ['randomFillSync'],
      'actions/programs/launcher.ts': ['randomBytes'],
      'diagnostics/builtin/dns/encode-query.ts': ['randomInt'],
      'timeline/effects-worker.ts': ['Math.random'],
      'timeline/keep-trying.ts': ['Math.random'],
    };
    const TIME_AND_CHANCE =
      /\b(?:setTimeout|setInterval|AbortSignal\.timeout|Math\.random|random(?:Bytes|FillSync|Fill|Int|UUID)|getRandomValues)\b/g;
    const found = sources
      .filter(({ file }) => !file.startsWith('sandbox/web/'))
      .flatMap(({ file, text }): [string, readonly string[]][] => {
        const code = text.replace(/^\s*(?:\*|\/\/|\/\*).*$/gm, '').replace(/NodeJS\.\w+|typeof set\w+/g, '');
        const names = [...new Set([...code.matchAll(TIME_AND_CHANCE)].map(([name]) => name))].sort();
        return names.length > 0 ? [[file, names]] : [];
      });
    // Both ways: a place that no longer needs it leaves the list.
    expect(Object.fromEntries(found)).toEqual(allowed);
  });

  test('a domain’s network code stands in folders of its own', () => {
    const speaking = sources.filter(
      ({ file, text }) =>
        /^(incidents|oncall|actions|diagnostics)\/[^/]+$/.test(file) &&
        /\bfetch\(|\bconnect\(|from '(?:node:(?:tls|https?|dgram|dns)|undici)/.test(text),
    );
    expect(speaking.map(({ file }) => file)).toEqual([]);
  });

  test('SQL stands in storage only, and databases are spoken to only where they are diagnosed', () => {
    const speaking = sources.filter(
      ({ file, text }) =>
        /from '(better-sqlite3|drizzle-orm[^']*)'/.test(text) && !/^(storage|diagnostics|sandbox)\//.test(file),
    );
    expect(speaking.map(({ file }) => file)).toEqual([]);
  });

  test('comments name no file outside the project', () => {
    const outside = sources.filter(({ text }) => /\/work\/|\.\.\/\.library/.test(text));
    expect(outside.map(({ file }) => relative('.', file))).toEqual([]);
  });
});

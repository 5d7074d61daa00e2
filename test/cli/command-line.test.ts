import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { main } from '../../src/main.ts';
import { askRunning } from '../../src/cli/ask-running.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { bareEnvironment, startMuster } from '../e2e/muster-process.ts';

const root = join(import.meta.dirname, '../..');
let sandbox: Sandbox;
let folder: string;
vi.setConfig({ testTimeout: 120_000 });

beforeAll(async () => {
  sandbox = await startSandbox();
  folder = mkdtempSync(join(tmpdir(), 'muster-cli-'));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Muster as somebody types it in the test's folder: in this process, where the start of one of its own is not the thing. */
const typed = (environment: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Said> =>
  typedIn(folder, environment, ...args);

async function typedIn(
  cwd: string,
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Said> {
  const before = { cwd: process.cwd(), env: process.env };
  const said = { out: '', err: '' };
  const spies = (['out', 'err'] as const).map((to) =>
    vi.spyOn(to === 'out' ? process.stdout : process.stderr, 'write').mockImplementation((text) => {
      said[to] += text.toString();
      return true;
    }),
  );
  process.chdir(cwd);
  process.env = { ...bareEnvironment, ...environment };
  try {
    return { code: await main(args), ...said };
  } finally {
    process.env = before.env;
    process.chdir(before.cwd);
    for (const spy of spies) spy.mockRestore();
  }
}

const ran = (
  cwd: string,
  environment: Readonly<Record<string, string>>,
  script: string,
  ...args: readonly string[]
): Promise<Said> =>
  new Promise((resolve) => {
    const env = { ...bareEnvironment, ...environment };
    const child = execFile(process.execPath, [join(root, script), ...args], { cwd, env }, (_e, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });

/** Muster as a program of its own, from its first line to its end. */
const program = (cwd: string, environment: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  ran(cwd, environment, 'bin/muster.js', ...args);

/** On a database of this name, with a Discord. */
const on = (database: string) => ({
  MUSTER_DATABASE_URL: `sqlite:${join(folder, database)}`,
  MUSTER_HTTP_PORT: '0',
  DISCORD_TOKEN: sandbox.token,
  DISCORD_API_URL: sandbox.restBase,
});
const muster = (database: string, ...args: readonly string[]): Promise<Said> => typed(on(database), ...args);

test('what is done at the command line is on the record, and can be read, verified and exported there', async () => {
  const declaring = ['declare', '--title', 'Discord is down', '--severity', 'SEV-1', '--json'];
  const declared = await program(folder, on('alone.db'), ...declaring);
  expect(declared.code).toBe(0);
  expect(JSON.parse(declared.out)).toEqual({
    number: 1,
    stream: expect.stringMatching(/^incident-\w{22}$/) as string,
    text: expect.stringContaining('Discord is down') as string,
  });
  expect(await muster('alone.db', 'declare', '--title', ' ')).toMatchObject({ code: 2 });
  expect((await muster('alone.db', 'declare', '--title', 'x'.repeat(300))).err).toContain('at most 200');
  const exported = await program(folder, on('alone.db'), 'export', '1', '--format', 'json');
  expect(exported.out).toContain('Discord is down');
  expect((await muster('alone.db', 'export', '1')).out).toMatch(/^# .*Discord is down/);
  expect((await muster('alone.db', 'export', '1', '--out', 'exported')).out.trimEnd().split('\n')).toHaveLength(4);
  expect(await muster('alone.db', 'export', '7', '--format', 'md')).toMatchObject({ code: 1, out: '' });
  const before = await muster('alone.db', 'export', '1', '--format', 'md', '--at', '2020-01-01T00:00:00Z');
  expect(before).toMatchObject({ code: 1, out: '', err: expect.stringContaining('declared later') as string });
  expect(before.err).not.toContain('no zone');
  for (const [at, read] of [
    ['2020-01-01T12:00', '2020-01-01 12:00:00'],
    ['2020-01-01', '2020-01-01 00:00:00'],
  ] as const) {
    const zoneless = await muster('alone.db', 'export', '1', '--at', at);
    expect(zoneless.err).toContain(`no zone: it is read as ${read} UTC`);
  }
  expect((await muster('alone.db', 'verify')).out).toContain('Verified');
  expect((await muster('alone.db', 'verify', '--rebuild')).out).toContain('Verified');
  expect(await program(folder, on('alone.db'), 'verify', '--nonsense')).toMatchObject({ code: 2 });
  expect(await muster('alone.db', 'verify', '1', '--head', `0:${'f'.repeat(64)}`)).toMatchObject({ code: 2 });
});

test('a full disk behind what is printed is said, and is no answer of its own', async () => {
  await muster('full.db', 'declare', '--title', 'Discord is down');
  const verifying = spawn('sh', ['-c', '"$0" "$1" verify > /dev/full', process.execPath, join(root, 'bin/muster.js')], {
    cwd: folder,
    env: { ...bareEnvironment, ...on('full.db') },
  });
  let said = '';
  verifying.stderr.on('data', (text: Buffer) => (said += text.toString()));
  expect(await once(verifying, 'close')).toEqual([3, null]);
  expect(said).toMatch(/^It could not be written \([^\n]*\)\.\n$/);
});

test('a record that was altered, cut or moved is not intact: verify names the entry, and ends with 1', async () => {
  const declared = await muster('altered.db', 'declare', '--title', 'As it was', '--json');
  const { stream } = JSON.parse(declared.out) as { stream: string };
  const whole = await muster('altered.db', 'verify', '1');
  const head = /: (\d+:[0-9a-f]{64})$/m.exec(whole.out.trim())?.[1] ?? '';
  expect(await muster('altered.db', 'verify', '1', '--head', head)).toMatchObject({ code: 0 });

  // Exported and read into another record it has the same head; altered on the way it is refused.
  const exported = await muster('altered.db', 'export', '1', '--format', 'json');
  writeFileSync(join(folder, 'incident.json'), exported.out);
  expect(await muster('other.db', 'import', 'incident.json')).toMatchObject({ code: 0 });
  expect((await muster('other.db', 'verify', '1')).out).toContain(head);
  writeFileSync(join(folder, 'forged.json'), exported.out.replaceAll('As it was', 'As it is'));
  expect(await muster('third.db', 'import', 'forged.json')).toMatchObject({ code: 1 });

  const tampered = (sql: string): void => {
    const database = new Database(join(folder, 'altered.db'));
    database.prepare(sql).run(stream);
    database.close();
  };
  tampered(`UPDATE entries SET data = replace(data, 'As it was', 'As it is') WHERE stream = ?`);
  const altered = await muster('altered.db', 'verify');
  expect(altered).toMatchObject({ code: 1, out: expect.stringContaining('Not intact') as string });
  expect(altered.out).toMatch(new RegExp(`^${stream} entry 1 `, 'm'));
  tampered(`UPDATE entries SET data = replace(data, 'As it is', 'As it was') WHERE stream = ?`);
  expect(await muster('altered.db', 'verify', '1', '--head', head)).toMatchObject({ code: 0 });
  tampered(`DELETE FROM entries WHERE seq = (SELECT max(seq) FROM entries) AND stream = ?`);
  expect(await muster('altered.db', 'verify', '1', '--head', head)).toMatchObject({ code: 1 });
});

test('what is open is listed, by the numbers that the other commands take', async () => {
  const config = join(folder, 'list.yaml');
  writeFileSync(config, "people: { ada: { name: Ada L., discord: '100000000000000001' } }");
  const here = { MUSTER_DATABASE_URL: `sqlite:${join(folder, 'list.db')}`, MUSTER_CONFIG: config };
  const drill = ['--description', 'Nobody can log in', '--kind', 'drill', '--private', '--triage'];
  expect((await typed(here, 'declare', '--title', 'Discord is down', '--severity', 'SEV-2', ...drill)).code).toBe(0);
  expect((await typed(here, 'export', '1', '--format', 'json')).out).toMatch(
    /"private":true.*"description":"Nobody can log in"/s,
  );
  const paged = await typed(here, 'page', '--who', 'person:ada', '--message', 'Wake\n\u001b[2Jup');
  expect(paged.code).toBe(0);
  expect(paged.out).toBe(
    'Page 1 to @Ada L. is recorded. muster list shows who answered, muster ack 1 acknowledges it.\n',
  );
  const listed = await typed(here, 'list');
  expect(listed.out.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^incident 1 {2}SEV-2 {2}waits for triage, drill {2}[-\d]+ [:\d]+Z {2}Discord is down$/),
    expect.stringMatching(/^page 1 {2}high {2}open, asked: Ada L\. {2}[-\d]+ [:\d]+Z {2}Wake up$/),
  ]);
  const { incidents, pages } = JSON.parse((await typed(here, 'list', '--all', '--json')).out) as Record<
    string,
    unknown
  >;
  expect(incidents).toMatchObject([
    { number: 1, title: 'Discord is down', severity: 'SEV-2', status: 'investigating' },
  ]);
  expect(pages).toMatchObject([{ number: 1, message: 'Wake\n\u001b[2Jup', status: 'open' }]);
  await typed(here, 'declare', '--title', 'Bank \u202egnp.exe\u202c \u200bsafe');
  expect((await typed(here, 'list', '--all')).out).toContain('  Bank gnp.exe safe\n');
});

test('where no Muster runs on the record, it is said that nobody is told; and that a record was made', async () => {
  const first = await muster('unattended.db', 'declare', '--title', 'Discord is down');
  expect(first.out).not.toContain('being opened');
  const path = join(folder, 'unattended.db');
  const unattended = `No Muster is running on this record (${path}): nobody is told until one starts.`;
  expect(first.err.trimEnd().split('\n')).toEqual([
    expect.stringContaining(`A new record was made: ${path}.`),
    unattended,
  ]);
  expect((await muster('unattended.db', 'declare', '--title', 'Still')).err.trimEnd()).toBe(unattended);
  expect((await muster('unattended.db', 'ack', '9')).err.trimEnd()).toBe(
    'There is no page 9. muster list lists those that are open.',
  );
});

test('where there is no record yet, what only reads says so, and makes none', async () => {
  for (const command of [['verify'], ['export', '1', '--format', 'md']]) {
    const said = await muster('nowhere.db', ...command);
    expect(said).toMatchObject({ code: 3, out: '', err: expect.stringContaining('no record') as string });
  }
  expect(existsSync(join(folder, 'nowhere.db'))).toBe(false);
});

test.each([
  ['an option that is none', 2, 'None', ['declare', '--title', 'x', '--severity', 'SEV-9']],
  ['an empty title', 2, 'missing or empty', ['declare', '--title', '']],
  ['a page that is none', 1, 'no page 1', ['ack', '1']],
  ['a release of nothing', 1, 'Nothing is held back', ['release']],
])('%s begins no record in what may be the wrong folder', async (_, code, said, command) => {
  const refused = await muster('begun.db', ...command);
  expect(refused).toMatchObject({ code, out: '' });
  expect(refused.err).toMatch(new RegExp(`${said}.*\\nThere is no record at .*begun\\.db yet`, 'is'));
  expect(readdirSync(folder).filter((name) => name.startsWith('begun'))).toEqual([]);
});

test('what the machine refuses is a sentence with exit code 3, and no trace of the program', async () => {
  expect((await muster('damaged.db', 'declare', '--title', 'x')).code).toBe(0);
  const path = join(folder, 'damaged.db');
  const whole = new Database(path);
  const page = Number(whole.prepare("SELECT rootpage FROM sqlite_master WHERE name = 'entries'").pluck().get());
  whole.close();
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xa5, (page - 1) * 4096, page * 4096));
  const shop = mkdtempSync(join(folder, 'shop-'));
  writeFileSync(join(shop, 'sandbox-shop'), '');
  const guild = mkdtempSync(join(folder, 'guild-'));
  writeFileSync(join(guild, 'sandbox.guild.json'), '{');
  const here = { MUSTER_DATABASE_URL: `sqlite:${path}` };
  for (const [environment, command, code, said, cwd] of [
    [here, ['verify'], 3, 'is damaged', folder],
    [here, ['backup', 'never.db'], 3, 'is damaged', folder],
    [{}, ['plugin', 'new', 'demo', '--out', '/dev/null/x'], 2, 'could not be written', folder],
    [{}, ['export', '1', '--out', '/dev/null/x'], 3, 'no record', shop],
    [{}, ['start'], 3, 'nothing else is called sandbox-shop', shop],
    [{}, ['start'], 3, 'move it away and start again', guild],
  ] as const) {
    const refused = await (command[0] === 'start' ? program : typedIn)(cwd, environment, ...command);
    expect([command, refused.code, refused.err]).toEqual([command, code, expect.stringContaining(said)]);
    expect(refused.err).not.toMatch(/^ +at |--port/m);
  }
  expect(await typed({}, 'sandbox', 'chat', '--url', 'nonsense')).toMatchObject({
    code: 2,
    out: expect.stringContaining('is no address') as string,
  });
  expect((await typed({}, 'ack', 'x')).err).toContain('A page is named by its number');
  expect(existsSync(join(folder, 'never.db'))).toBe(false);
});

test('a Muster that hangs does not hold whoever asks it', async () => {
  const path = join(folder, 'hangs.db-operator');
  const silent = createServer(() => undefined).listen(path);
  await once(silent, 'listening');
  const asked = await askRunning(path, { causeId: 'c1', name: 'page ack', raw: { page: 1 } }, 50);
  expect(asked).toMatchObject({ ok: false, refusal: { code: 'cli/silent' } });
  silent.closeAllConnections();
  silent.close();
  await once(silent, 'close');
  expect(await askRunning(path, { causeId: 'c1', name: 'page ack', raw: { page: 1 } })).toBeUndefined();
});

test('what is no export begins no record, and a folder is told to be none', async () => {
  writeFileSync(join(folder, 'broken.json'), '{');
  const imported = await muster('of-nothing.db', 'import', 'broken.json');
  expect([imported.code, imported.err]).toEqual([1, expect.stringContaining('This is no JSON') as string]);
  expect(existsSync(join(folder, 'of-nothing.db'))).toBe(false);
  const listed = await muster('.', 'list');
  expect([listed.code, listed.err]).toEqual([3, expect.stringContaining('is a folder. Name the file') as string]);
});

test('in a folder where only the sandbox has a record, that one is meant, with its company; and it is said', async () => {
  expect((await muster('sandbox.db', 'declare', '--title', 'Tried out')).code).toBe(0);
  writeFileSync(
    join(folder, 'sandbox.yaml'),
    'schedules: { primary: { timeZone: UTC, layers: [{ name: all, users: [~], start: 2026-01-05T09:00 }] } }',
  );
  const verified = await typed({}, 'verify');
  expect(verified).toMatchObject({ code: 0, err: expect.stringContaining('sandbox.db') as string });
  expect(verified.out).toContain('Verified');
  expect((await typed({}, 'oncall', 'secondary')).err).toContain('There are: primary');
  expect(await typed({}, 'check')).toMatchObject({
    code: 0,
    out: expect.stringContaining('sandbox.yaml is right') as string,
  });
  // What is named counts, and nothing is guessed.
  expect((await muster('none-such.db', 'verify')).out).not.toContain('Verified');
});

test('while Muster runs and Discord is gone, the command line reaches the record through it', async () => {
  const gone = await startSandbox();
  const running = await startMuster(gone, join(folder, 'running.db'));
  await gone.close();
  // A container's check, of one that listens on a port that nobody was told.
  const health = (): Promise<Said> => ran(folder, on('running.db'), 'bin/health.js');
  expect(await health()).toEqual({ code: 0, out: '', err: '' });
  const declared = await muster('running.db', 'declare', '--title', 'Discord is down', '--json');
  expect(JSON.parse(declared.out)).toMatchObject({ number: 1, text: expect.stringContaining('Incident 1') as string });
  expect(declared.err).toBe('');
  expect((await muster('running.db', 'declare', '--title', ' ')).err).toMatch(/title/i);
  // The one that runs goes on with what was right before; what only reads goes on with what is built in.
  writeFileSync(join(folder, 'muster.yaml'), 'people: [oops\n');
  expect(await muster('running.db', 'page', '--who', 'person:nobody', '--message', 'x')).toMatchObject({
    code: 1,
    err: expect.not.stringContaining('muster.yaml:') as string,
  });
  for (const [command, out] of [
    ['list', 'incident 1'],
    ['verify', 'Verified'],
  ] as const) {
    expect(await muster('running.db', command)).toMatchObject({
      code: 0,
      out: expect.stringContaining(out) as string,
      err: expect.stringMatching(/^muster\.yaml:\d+:\d+: .*\nUntil that is mended/) as string,
    });
  }
  rmSync(join(folder, 'muster.yaml'));
  expect((await muster('running.db', 'ack', '9')).err).toContain('9');
  expect(await muster('running.db', 'export', '1', '--format', 'md')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Discord is down') as string,
  });
  // Nobody else on the machine may open the door.
  if (process.platform !== 'win32') expect(statSync(join(folder, 'running.db-operator')).mode & 0o077).toBe(0);
  await running.kill();
  expect(await health()).toEqual({ code: 1, out: '', err: '' });

  // What a killed one left behind is in nobody's way.
  expect((await muster('running.db', 'declare', '--title', 'Again')).out).toContain('Incident 2');
  const again = await startMuster(sandbox, join(folder, 'running.db'));
  expect((await muster('running.db', 'declare', '--title', 'And again')).out).toContain('Incident 3');
  await again.kill();
  expect((await muster('running.db', 'verify')).out).toContain('Verified');
});

test('a broken muster.yaml is told, and keeps nobody from what takes nothing from it', async () => {
  await muster('whole.db', 'declare', '--title', 'Before it broke');
  await muster('whole.db', 'backup', 'restored-broken.db');
  writeFileSync(join(folder, 'whole.json'), (await muster('whole.db', 'export', '1', '--format', 'json')).out);
  writeFileSync(join(folder, 'muster.yaml'), 'people: [oops\n');
  const fault = expect.stringMatching(/^muster\.yaml:\d+:\d+: .*\nUntil that is mended/) as string;
  expect(await muster('restored-broken.db', 'release', '--now')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Released') as string,
    err: fault,
  });
  expect(await muster('into.db', 'import', 'whole.json')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Imported as incident 1') as string,
    err: fault,
  });
  for (const command of [
    ['oncall', 'primary'],
    ['declare', '--title', 'x'],
  ]) {
    const refused = await muster('whole.db', ...command);
    expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^muster\.yaml:\d+/) as string });
    expect(refused.err).not.toContain('Until that is mended');
  }
  rmSync(join(folder, 'muster.yaml'));
});

test('an export names people whom only Discord knows, beside a running Muster and after it', async () => {
  const first = await startMuster(sandbox, join(folder, 'named.db'));
  await sandbox.as('ada').type('#general', '/incident declare title:"Who was it"');
  const exported = () => muster('named.db', 'export', '1', '--format', 'md');
  await vi.waitFor(async () => expect((await exported()).out).toContain('Who was it'), {
    timeout: 30_000,
    interval: 500,
  });
  expect((await exported()).out).toContain('Ada Lindqvist');
  await first.kill();
  // What she is called was seen while it ran.
  expect((await exported()).out).toContain('Ada Lindqvist');
  const kept = new Database(join(folder, 'named.db'));
  kept.prepare("DELETE FROM settings WHERE name = 'names'").run();
  kept.close();
  expect((await exported()).out).not.toContain('Ada Lindqvist');
  // One that has not met her yet asks Discord.
  const second = await startMuster(sandbox, join(folder, 'named.db'));
  expect((await exported()).out).toContain('Ada Lindqvist');
  expect((await muster('named.db', 'export', '7')).err).toContain('no incident 7');
  expect(await muster('named.db', 'export', '1', '--format', 'md,csv')).toMatchObject({ code: 2 });
  await second.kill();
});

test('check waits for what plugins say of themselves, though nothing else keeps the program', async () => {
  const plugin = fileURLToPath(new URL('../diagnostics/plugins/slow.ts', import.meta.url));
  writeFileSync(
    join(folder, 'muster.yaml'),
    `diagnostics: { plugins: { slow: { from: ${JSON.stringify(plugin)} } } }\n`,
  );
  expect(await program(folder, on('x.db'), 'check')).toMatchObject({
    code: 0,
    out: expect.stringContaining('is right') as string,
  });
  rmSync(join(folder, 'muster.yaml'));
});

test('a token that is none is told before anything is tried, and a port that is taken by its number', async () => {
  const here = { DISCORD_TOKEN: 'abc', MUSTER_DATABASE_URL: `sqlite:${join(folder, 'malformed.db')}` };
  for (const command of ['start', 'invite']) {
    const said = await program(folder, here, command);
    expect(said).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^DISCORD_TOKEN is no bot token: /) as string,
    });
  }
  expect(existsSync(join(folder, 'malformed.db'))).toBe(false);
  const { port } = new URL(sandbox.url);
  const taken = await program(
    folder,
    {
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.restBase,
      MUSTER_HTTP_PORT: port,
      MUSTER_DATABASE_URL: here.MUSTER_DATABASE_URL,
    },
    'start',
  );
  expect(taken.code).toBe(3);
  expect(taken.err.split('\n')).toContainEqual(
    expect.stringMatching(`^Muster did not start: port ${port} is taken by another program`) as string,
  );
  expect(taken.err).not.toContain('Muster is stopping');
});

test.each([
  ['NODE_ENV', () => 'production'],
  ['MUSTER_DATABASE_URL', () => `sqlite:${join(folder, 'tokenless.db')}`],
])('start without a token is refused where %s is set: nobody wants a sandbox there', async (name, value) => {
  const before = readdirSync(folder);
  const said = await program(folder, { [name]: value() }, 'start');
  expect(said).toMatchObject({ code: 2, out: '', err: expect.stringContaining('DISCORD_TOKEN is not set') as string });
  expect(readdirSync(folder)).toEqual(before);
});

test('invite prints the link for the application of the token, or for the one named, and what it asks for', async () => {
  for (const [environment, args, application] of [
    [{ DISCORD_TOKEN: sandbox.token }, [], sandbox.applicationId],
    [{}, ['--application', '123456789012345678'], '123456789012345678'],
  ] as const) {
    const said = await typed(environment, 'invite', ...args);
    expect(said).toMatchObject({ code: 0, err: '' });
    const [link = '', , heading, ...asked] = said.out.trimEnd().split('\n');
    const { origin, pathname, searchParams } = new URL(link);
    expect(origin + pathname).toBe('https://discord.com/oauth2/authorize');
    expect(searchParams.get('client_id')).toBe(application);
    expect(searchParams.get('scope')).toBe('bot applications.commands');
    expect(heading).toBe('It asks for:');
    // As many permissions as there are lines that say why.
    const bits = [...BigInt(searchParams.get('permissions') ?? 0).toString(2)].filter((bit) => bit === '1');
    expect(asked).toHaveLength(bits.length);
    expect(asked).toContain('- Pin Messages: to pin the status card');
  }
});

test('sandbox --json says in one line where it is and how a bot logs in, and ends when it is told to', async () => {
  const child = spawn(process.execPath, [join(root, 'bin/muster.js'), 'sandbox', '--json', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: bareEnvironment,
  });
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const said = JSON.parse(line) as Record<'url' | 'restBase' | 'token' | 'guildId' | 'applicationId', string>;
    expect(Object.keys(said).sort()).toEqual(['applicationId', 'controlToken', 'guildId', 'restBase', 'token', 'url']);
    const asked = async (path: string): Promise<unknown> => {
      const answer = await fetch(`${said.restBase}/v10${path}`, { headers: { authorization: `Bot ${said.token}` } });
      return answer.json();
    };
    expect(await asked('/applications/@me')).toMatchObject({ id: said.applicationId });
    expect(await asked(`/guilds/${said.guildId}`)).toMatchObject({ id: said.guildId });
    expect(said.restBase.startsWith(said.url)).toBe(true);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('what is held back after a restore is told at the start', async () => {
  expect((await muster('restored.db', 'declare', '--title', 'Before', '--severity', 'SEV-1')).code).toBe(0);
  expect((await muster('restored.db', 'backup', 'copy.db')).code).toBe(0);
  const shown = await muster('copy.db', 'release');
  expect(shown.out).toContain('muster release --now lets it all go.');
  expect(shown.out).not.toMatch(/^- [a-z-]+\.[a-z-]+ /m);
  const running = await startMuster(sandbox, join(folder, 'copy.db'));
  expect(running.log()).toMatch(/\d+ effects? (is|are) held back after a restore: `muster release` shows them/);
  await running.kill();
});

test('a Muster that cannot start says what is wrong, and with which exit code', async () => {
  writeFileSync(join(folder, 'muster.yaml'), 'organisation:\n  name: Test\nincidents:\n  severity: [oops\n');
  expect(await muster('x.db', 'check')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/muster\.yaml:\d+:\d+: /) as string,
  });
  const refused = await program(folder, on('x.db'), 'start');
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/muster\.yaml:\d+:\d+: /);
  rmSync(join(folder, 'muster.yaml'));

  const running = await startMuster(sandbox, join(folder, 'taken.db'));
  expect(await program(folder, on('taken.db'), 'start')).toMatchObject({
    code: 3,
    err: expect.stringContaining('Another Muster is running') as string,
  });
  await running.kill();

  const newer = new Database(join(folder, 'taken.db'));
  newer.prepare('INSERT INTO __drizzle_migrations (hash, created_at) VALUES (?, ?)').run('x', Date.now() * 2);
  newer.close();
  expect(await program(folder, on('taken.db'), 'start')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/newer/i) as string,
  });
  expect(await muster('taken.db', 'declare', '--title', 'x')).toMatchObject({ code: 3 });
});

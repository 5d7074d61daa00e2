import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type App, openApp } from '../../src/app.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { expectOk } from '../../src/base/result.ts';
import { DEFAULT_CONFIG, readSettings } from '../../src/config.ts';
import type { Exchange } from '../../src/sandbox/control/exchange.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { notAsRecorded } from './as-recorded.ts';
import { type Asked, saysDone } from './asked.ts';
import { openCrashDesk } from './crash-desk.ts';
import { type MusterProcess, startMuster } from './muster-process.ts';

/*
 * Killed at any moment of anything: declarations, notes, updates, tasks, summaries, changes of severity and status, and exports at once.
 * On demand: MUSTER_KILLS=1000 npx vitest run test/e2e/random-kills.test.ts
 */
const KILLS = Number(process.env['MUSTER_KILLS'] ?? (process.env['CI'] ? 50 : 5));
/** A server has room for 500 channels. */
const MOST_INCIDENTS = 100;
/** From ready to dead: mostly soon, so that what the last life left is cut off again; sometimes late enough for all of it. */
const LONGEST_LIFE_MS = 1_500;
const LANES = 8;

let sandbox: Sandbox;
let databasePath: string;
let close: () => Promise<void>;
let muster: MusterProcess | undefined;

beforeEach(async () => {
  ({ sandbox, databasePath, close } = await openCrashDesk());
});
afterEach(async () => {
  await muster?.kill();
  await close();
});

interface Export {
  readonly channel: string;
  /** The words of the channel's incident that had been acknowledged before anybody asked for it. */
  readonly knew: readonly string[];
  readonly exchange: Exchange;
}

interface Put extends Asked {
  readonly channel: string;
}

/** People at work; what they asked for, and the exports they got. */
function createWork() {
  const asked: Put[] = [];
  const exports: Export[] = [];
  let words = 0;
  let incidents = 0;
  const pick = <T>(...of: readonly [T, ...T[]]): T => of[Math.floor(Math.random() * of.length)] ?? of[0];
  const person = (): ReturnType<Sandbox['as']> => sandbox.as(pick('ada', 'ben', 'chiara'));

  const type = async (channel: string, command: string): Promise<Exchange | undefined> => {
    try {
      const typed = await person().type(channel, command);
      return 'final' in typed ? typed : undefined;
    } catch {
      return undefined; // Discord did not even send it
    }
  };
  const askBy = async (
    what: Asked['what'],
    channel: string,
    by: (word: string) => Promise<Exchange | undefined>,
  ): Promise<void> => {
    const word = `w${++words}x`;
    const put: { exchange?: Exchange | undefined } = {};
    asked.push({ what, word, channel, acknowledged: () => saysDone(put.exchange) });
    put.exchange = await by(word).catch(() => undefined); // Discord did not even send it, or there was no form to send
  };
  const ask = (what: Asked['what'], channel: string, command: (word: string) => string): Promise<void> =>
    askBy(what, channel, (word) => type(channel, command(word)));
  const declare = (): Promise<void> => {
    incidents++;
    const who = person();
    const how = pick('command', 'form', 'menu');
    if (how === 'command') {
      return ask('incident', '#general', (word) => `/incident declare title:"Trouble ${word}" severity:SEV-3`);
    }
    return askBy('incident', '#general', async (word) => {
      const form =
        how === 'form'
          ? await who.type('#general', '/incident declare')
          : await who.messageMenu(who.send('#general', 'Nobody can log in').id, 'Declare incident');
      return 'final' in form ? who.submit(form, { title: `Trouble ${word}` }) : undefined;
    });
  };
  const exported = async (channel: string): Promise<void> => {
    const knew = asked.filter((one) => one.channel === channel && one.acknowledged()).map(({ word }) => word);
    const exchange = await type(channel, `/incident export format:${pick('md', 'json', 'csv', 'html')}`);
    if (exchange) exports.push({ channel, knew, exchange });
  };
  return {
    asked,
    exports,
    mayDeclare: () => incidents < MOST_INCIDENTS,
    declare,
    async something(): Promise<void> {
      const channels = sandbox
        .as('ada')
        .channels()
        .flatMap(({ id, name }) => (name?.startsWith('inc-') ? [id] : []));
      const channel = channels[Math.floor(Math.random() * channels.length)];
      if (channel === undefined) return declare();
      await pick(
        () => ask('note', channel, (word) => `/incident note text:"Seen ${word}"`),
        () => ask('note', channel, (word) => `/incident note text:"Done ${word}" at:"20 min ago"`),
        () => ask('update', channel, (word) => `/incident update conditions:"Now ${word}" actions:waiting needs:none`),
        () => ask('status', channel, (word) => `/incident resolve reason:"over ${word}"`),
        () => ask('status', channel, (word) => `/incident reopen reason:"again ${word}"`),
        () => ask('task', channel, (word) => `/incident task text:"Look at ${word}" due:"in 3 h"`),
        () => ask('summary', channel, (word) => `/incident summary text:"About ${word}"`),
        () =>
          ask(
            'severity',
            channel,
            (word) => `/incident severity level:${pick('SEV-2', 'SEV-3', 'SEV-4')} reason:"for ${word}"`,
          ),
        () => exported(channel),
      )();
    },
  };
}

const openReadOnly = async (): Promise<App> =>
  expectOk(
    await openApp({
      settings: expectOk(readSettings({ MUSTER_DATABASE_URL: `sqlite:${databasePath}` })),
      config: DEFAULT_CONFIG,
      clock: systemClock,
      log: silentLog,
      scope: 'read',
    }),
  );

/** Waits until everything that was committed has been done: cards and announcements that wait for their ten seconds, too. */
async function rest({ store }: App): Promise<void> {
  await vi.waitFor(
    async () => {
      const open = [
        ...(await store.effects({ state: 'running', limit: 99 })),
        ...(await store.effects({ state: 'pending', limit: 9999 })),
      ];
      const soon = Date.now() + 60_000;
      expect(
        open
          .filter(({ kind, lane, dueAt }) => dueAt <= (lane !== null || kind.startsWith('answer.') ? soon : Date.now()))
          .map(({ kind, lastError }) => `${kind} ${lastError ?? ''}`),
      ).toEqual([]);
    },
    { timeout: 300_000, interval: 250 },
  );
}

/** What is on record, and stands in its channel more or less often than once. */
async function unseen({ store }: App, asked: readonly Put[]): Promise<readonly string[]> {
  const streams = await store.streams({ type: 'incident', limit: 10_000 });
  const recorded = JSON.stringify((await Promise.all(streams.map((stream) => store.read(stream)))).flat());
  return asked.flatMap(({ what, word, channel }) => {
    if (what === 'incident' || !recorded.includes(` ${word}`)) return [];
    const said = [...(sandbox.world.state.messages.get(channel)?.values() ?? [])].filter(
      ({ pinnedAt, content, embeds }) => pinnedAt === null && JSON.stringify([content, embeds]).includes(` ${word}`),
    );
    return said.length === 1 ? [] : [`${what} ${word} stands in its channel ${said.length} times`];
  });
}

/** Of the exports that came: those that lack what had been acknowledged before. */
async function lacking(exports: readonly Export[]): Promise<{ came: number; lacks: string[] }> {
  let came = 0;
  const lacks: string[] = [];
  for (const { knew, exchange } of exports) {
    const [file] = exchange.message?.attachments ?? [];
    if (!file) continue;
    came++;
    const text = await (await fetch(file.url)).text();
    lacks.push(...knew.filter((word) => !text.includes(` ${word}`)).map((word) => `${file.filename} lacks ${word}`));
  }
  return { came, lacks };
}

test(`killed at ${KILLS} random moments: what was acknowledged is on record once, and Discord shows what is recorded, once`, async () => {
  const work = createWork();
  muster = await startMuster(sandbox, databasePath);
  for (let kill = 0; kill < KILLS; kill++) {
    const doomed = muster;
    let alive = true;
    void doomed.dead.then(() => {
      alive = false;
    });
    setTimeout(() => void doomed.kill(), Math.random() ** 2 * LONGEST_LIFE_MS);
    const lane = async (n: number): Promise<void> => {
      if (n === 0 && work.mayDeclare()) await Promise.race([work.declare(), doomed.dead]);
      while (alive) await Promise.race([work.something(), doomed.dead]);
    };
    await Promise.all(Array.from({ length: LANES }, (_, n) => lane(n)));
    muster = await startMuster(sandbox, databasePath);
    expect(muster.log()).toContain('Muster is ready');
  }
  // On a slow machine every kill may have come before the answer.
  await work.declare();
  const app = await openReadOnly();
  try {
    await rest(app);
    for (let n = 0; n < 20; n++) await work.something();
    await rest(app);
    expect(await notAsRecorded(app, sandbox.world.state, work.asked)).toEqual([]);
    expect(await unseen(app, work.asked)).toEqual([]);
    const { came, lacks } = await lacking(work.exports);
    expect(lacks).toEqual([]);
    const done = Map.groupBy(
      work.asked.filter((one) => one.acknowledged()),
      ({ what }) => what,
    );
    process.stderr.write(
      `${KILLS} kills: ${[...done].map(([what, all]) => `${all.length} of ${work.asked.filter((one) => one.what === what).length} ${what}`).join(', ')} acknowledged; ${came} of ${work.exports.length} exports came\n`,
    );
    expect(done.get('incident')?.length).toBeGreaterThan(0);
  } finally {
    await app.close();
  }
}, 7_200_000);

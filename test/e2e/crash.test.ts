import { MessageFlags } from 'discord-api-types/v10';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSqliteStore } from '../../src/storage/sqlite/open-sqlite-store.ts';
import { incidentShapes } from '../../src/incidents/shapes.ts';
import { CHANNELS } from '../../src/sandbox/small-company.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import type { Entry } from '../../src/timeline/entry.ts';
import { verify } from '../../src/timeline/verify.ts';
import { openCrashDesk } from './crash-desk.ts';
import { type MusterProcess, startMuster } from './muster-process.ts';

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

const start = (failpoint?: string): Promise<MusterProcess> =>
  startMuster(sandbox, databasePath, failpoint === undefined ? {} : { MUSTER_FAILPOINT: `${failpoint}@armed` });

/** What the record and Discord hold once everything that was committed has been done. */
async function aftermath(): Promise<{ entries: readonly Entry[]; faults: readonly unknown[] }> {
  const store = openSqliteStore({ path: databasePath, readOnly: true, projections: incidentShapes.projections });
  try {
    await vi.waitFor(
      async () => {
        const open = [
          ...(await store.effects({ state: 'running', limit: 9 })),
          ...(await store.effects({ state: 'pending', limit: 99 })),
        ];
        expect(
          open
            .filter((effect) => effect.dueAt <= Date.now())
            .map(({ kind, lastError }) => `${kind} ${lastError ?? ''}`),
        ).toEqual([]);
        expect(await store.effects({ state: 'parked', limit: 9 })).toEqual([]);
      },
      { timeout: 60_000, interval: 100 },
    );
    const { faults } = await verify(store);
    const entries: Entry[] = [];
    for (const stream of await store.streams({ type: 'incident', limit: 1000 }))
      entries.push(...(await store.read(stream)));
    return { entries, faults };
  } finally {
    await store.close();
  }
}

const texts = (entries: readonly Entry[], kind: string, field: string): string[] =>
  entries
    .flatMap(({ kind: its, data }) =>
      its === kind && data && typeof data === 'object' && field in data
        ? [String((data as Record<string, unknown>)[field])]
        : [],
    )
    .sort();

/** Types a command; true when its answer came. */
async function acknowledged(person: string, channel: string, command: string): Promise<boolean> {
  const exchange = await sandbox.as(person).type(channel, command);
  return (
    'answer' in exchange &&
    exchange.answer === 'message' &&
    ((exchange.message?.flags ?? 0) & MessageFlags.Ephemeral) === 0
  );
}

const channelsOf = (prefix: string): string[] =>
  sandbox
    .as('ada')
    .channels()
    .flatMap(({ name }) => (name?.startsWith(prefix) ? [name] : []));

const STEPS_OF_A_DECLARATION = [
  'store.entries-written',
  'store.before-commit',
  'store.after-commit',
  'commit.acknowledged',
  'interaction.before-answer',
  'interaction.answered',
  'discord.channel-created',
  'discord.message-posted',
  'discord.message-posted:2',
  'effect.channel.open.done',
  'effect.card.refresh.done',
  'effect.announcement.done',
  'effect.members.add.done',
] as const;

test('killed at every step of a declaration: what was acknowledged is there once, and nothing is doubled', async () => {
  let known = 0;
  muster = await start(STEPS_OF_A_DECLARATION[0]);
  for (const [index, failpoint] of STEPS_OF_A_DECLARATION.entries()) {
    const title = `Killed in the middle ${index}`;
    await muster.arm();
    const wasAcknowledged = await acknowledged('ben', '#general', `/incident declare title:"${title}" severity:SEV-2`);
    await muster.dead;

    // The next run is to end at the next failpoint; until it is armed it only makes good what the last one left.
    muster = await start(STEPS_OF_A_DECLARATION[index + 1]);
    const { entries, faults } = await aftermath();
    const declared = texts(entries, 'incident.declared', 'title').filter((its) => its === title).length;
    if (wasAcknowledged) expect(declared, failpoint).toBe(1);
    else expect(declared, failpoint).toBeLessThanOrEqual(1);
    known += declared;
    expect(channelsOf('inc-'), failpoint).toHaveLength(known);
    expect(faults, failpoint).toEqual([]);
    if (declared === 0) continue;
    const own = sandbox.as('ben').see(`#inc-${known}-killed-in-the-middle-${index}`);
    expect(own.filter((message) => message.pinned)).toHaveLength(1);
    expect(own.filter((message) => message.embeds.some((embed) => embed.title?.includes(title)))).toHaveLength(1);
    const announced = sandbox
      .as('ben')
      .see('#incidents')
      .filter(
        (message) => JSON.stringify(message).includes(`${title}"`) || JSON.stringify(message).includes(`${title} `),
      );
    expect(announced, failpoint).toHaveLength(1);
  }
  // Before the commit there is nothing to keep.
  expect(known).toBeGreaterThanOrEqual(STEPS_OF_A_DECLARATION.length - 2);
}, 600_000);

test('killed when the thread of a full server has been opened: it is found again, and no second one opens', async () => {
  await close();
  ({ sandbox, databasePath, close } = await openCrashDesk({ limits: { channels: CHANNELS.length } }));
  muster = await start('discord.thread-opened');
  await muster.arm();
  await acknowledged('ben', '#general', '/incident declare title:"No room" severity:SEV-2');
  await muster.dead;
  expect(channelsOf('inc-')).toEqual(['inc-1-no-room']);

  muster = await start();
  const { faults } = await aftermath();
  expect(faults).toEqual([]);
  expect(channelsOf('inc-')).toEqual(['inc-1-no-room']);
  const own = sandbox.as('ben').see('#inc-1-no-room');
  expect(own.filter((message) => message.pinned)).toHaveLength(1);
}, 120_000);

const STEPS_OF_A_NOTE_AND_AN_EXPORT = [
  ['store.entries-written', 'interaction.before-deferral'],
  ['store.before-commit', 'interaction.deferred'],
  ['store.after-commit', 'export.written'],
  ['commit.acknowledged', 'interaction.before-answer'],
  ['interaction.before-answer', 'interaction.answered'],
  ['interaction.answered', 'interaction.before-deferral'],
] as const;

test('killed at every step of a note and of an export: notes are there once, and the export comes the second time', async () => {
  muster = await start(STEPS_OF_A_NOTE_AND_AN_EXPORT[0][0]);
  await acknowledged('ada', '#general', '/incident declare title:"Notes"');
  const channel = (
    await sandbox.as('ada').waitFor(() =>
      sandbox
        .as('ada')
        .channels()
        .find(({ name }) => name?.startsWith('inc-1')),
    )
  ).id;
  await aftermath();
  for (const [index, [failpoint, ofExport]] of STEPS_OF_A_NOTE_AND_AN_EXPORT.entries()) {
    const [first, second] = [`the first of ${index}`, `the second of ${index}`];
    const context = `${failpoint}, ${ofExport}`;
    await muster.arm();
    const noted = await acknowledged('ada', channel, `/incident note text:"${first}"`);
    await muster.dead;
    muster = await start(ofExport);
    expect(await acknowledged('ada', channel, `/incident note text:"${second}"`), context).toBe(true);
    await muster.arm();
    expect(await acknowledged('ada', channel, '/incident export format:md'), context).toBe(false);
    await muster.dead;
    muster = await start(STEPS_OF_A_NOTE_AND_AN_EXPORT[index + 1]?.[0]);
    const exported = await sandbox.as('ada').type(channel, '/incident export format:md');
    const final = 'final' in exported ? await exported.final() : undefined;
    expect(final?.message?.attachments, context).toHaveLength(1);
    const { entries, faults } = await aftermath();
    const notes = texts(entries, 'note.added', 'text');
    const times = (text: string): number => notes.filter((its) => its === text).length;
    expect(times(second), context).toBe(1);
    expect(times(first), context).toBeGreaterThanOrEqual(noted ? 1 : 0);
    expect(times(first), context).toBeLessThanOrEqual(1);
    // Whether its answer came in time or after the restart: what is on the timeline is seen in the channel once.
    const seen = (text: string): number =>
      sandbox
        .as('ada')
        .see(channel)
        .filter(({ pinned, content }) => !pinned && content.includes(text)).length;
    expect(seen(second), context).toBe(1);
    expect(seen(first), context).toBe(times(first));
    expect(faults, context).toEqual([]);
  }
}, 600_000);

test('killed between the record of an erasure and the erasure: the next start carries it out', async () => {
  muster = await start('erasure.recorded');
  await acknowledged('ada', '#general', '/incident declare title:"Words to forget"');
  const note = '/incident note incident:1 text:"a name that has to go"';
  expect(await acknowledged('ada', '#general', note)).toBe(true);
  const noted = (await aftermath()).entries.find(({ kind }) => kind === 'note.added');
  await muster.arm();
  const erase = `/muster erase entries:#${noted?.seq ?? 0} reason:"on request" incident:1`;
  expect(await acknowledged('ada', '#general', erase)).toBe(false);
  await muster.dead;

  muster = await start();
  const { entries, faults } = await aftermath();
  expect(entries.find(({ id }) => id === noted?.id)).toMatchObject({ data: null, salt: null });
  expect(JSON.stringify(entries)).not.toContain('a name that has to go');
  expect(faults).toEqual([]);
}, 120_000);

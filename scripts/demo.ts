import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { APIMessage } from 'discord-api-types/v10';
import { parseCsv } from '../src/incidents/parse-csv.ts';
import type { Exchange } from '../src/sandbox/control/exchange.ts';
import { startBot, virtualClock } from '../src/testing.ts';
import { verify } from '../src/timeline/verify.ts';
import { type Happening, readHappenings, TURNS } from './demo-story.ts';

/*
 * `npm run demo`: GitLab.com's database outage of 2017-01-31, played through real interactions on the sandbox by the
 * people of the public record, each line at its own time. Then it writes all four exports, to demo/ or to the folder that it is
 * given, and checks them.
 */

const OUT = process.argv[2] ?? join(import.meta.dirname, '../demo');
/** Declared when the chat first speaks of it; what came before is backfilled. */
const DECLARED_AT = Date.parse('2017-01-31T21:09:00Z');

const { header, happenings } = readHappenings();
const names = [...new Set(happenings.map(({ who }) => who))];
const clock = virtualClock(DECLARED_AT);
const bot = await startBot({
  clock,
  sandbox: {
    rateLimits: false,
    seed: {
      guildName: 'GitLab.com outage, played again',
      people: names.map((name, index) => ({ name, displayName: name.replaceAll('_', ' '), owner: index === 0 })),
      roles: [],
      channels: [{ name: 'general' }],
    },
  },
});

/** Everything that the bot answered, in one text; a refusal ends the demo. */
async function answered(exchange: Exchange | APIMessage): Promise<Exchange> {
  if (!('final' in exchange)) throw new Error(`This was taken for chat, not for a command: ${exchange.content}`);
  const final = await exchange.final();
  if (final.error !== null) throw new Error(`Discord says: ${final.error}`);
  return final;
}
const wordsOf = (message: APIMessage | undefined): string =>
  [
    message?.content ?? '',
    ...(message?.embeds ?? []).flatMap(({ title, description }) => [title ?? '', description ?? '']),
  ].join('\n');
async function type(who: string, channel: string, command: string): Promise<string> {
  const final = await answered(await bot.as(who).type(channel, command));
  const words = wordsOf(final.message ?? final.followUps[0]);
  if (!words.includes('#') && !words.includes('Incident')) throw new Error(`${command}\n  was answered: ${words}`);
  return words;
}
const number = (words: string): string => /#(\d+)/.exec(words)?.[1] ?? '';
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const [reporter = ''] = ['infra_engineer'];
await type(
  reporter,
  '#general',
  '/incident declare title:"Database load spike on GitLab.com" severity:SEV-3 description:"Users are hammering the database by creating snippets; writes lock up."',
);
const channel = await bot.as(reporter).waitFor(() =>
  bot
    .as(reporter)
    .channels()
    .find(({ name }) => name?.startsWith('inc-1-')),
);
await bot.settled();
for (const name of names.filter((one) => one !== reporter)) {
  await type(reporter, channel.id, `/incident add person:@${name}`);
}

// What happened before anybody declared anything: a file is uploaded, looked at, and confirmed.
const before = happenings.filter(({ seq }) => seq <= 5);
const upload = Buffer.from(`${header}\n${before.map(({ csv }) => csv).join('\n')}\n`);
const preview = await answered(
  await bot.as(reporter).command(channel.id, 'incident backfill', {
    file: { index: 0, filename: 'before.csv', contentType: 'text/csv', content: upload },
  }),
);
const previewed = preview.message ?? preview.followUps[0];
if (!previewed) throw new Error('The backfill showed no preview');
await answered(await bot.as(reporter).press(previewed.id, `Record ${before.length} lines`));
let last = '';
for (const { who, command } of TURNS[5] ?? []) await type(who, channel.id, command);

for (const happening of happenings.filter(({ seq }) => seq > 5)) {
  last = await play(happening);
  for (const { who, command } of TURNS[happening.seq] ?? []) await type(who, channel.id, command);
}

await bot.settled();
await clock.advanceTo(Date.parse('2017-02-02T10:00:00Z'));
await type('db_engineer_2', channel.id, '/incident close reason:"Reviewed; follow-ups are tracked elsewhere"');
await clock.advance(60_000);
await bot.settled();

/** One line of the record, by who did it, when it happened. Returns the number of its entry. */
async function play({ at, precision, who, kind, event }: Happening): Promise<string> {
  if (at && at.getTime() > clock.now()) await clock.advanceTo(at.getTime());
  if (kind === 'comms_external') {
    return number(await type(who, channel.id, `/incident update conditions:${quoted(event)}`));
  }
  const time =
    at === undefined
      ? `after #${last}`
      : `${precision === 'approx' ? '~' : ''}${at
          .toISOString()
          .slice(0, precision === 'second' ? 19 : 16)
          .replace('T', ' ')} UTC`;
  return number(await type(who, channel.id, `/incident note text:${quoted(event)} at:${quoted(time)}`));
}

// The exports, as a person gets them in chat.
mkdirSync(OUT, { recursive: true });
const exported = await answered(await bot.as(reporter).command(channel.id, 'incident export', { format: 'all' }));
const files = new Map<string, string>();
for (const attachment of (exported.message ?? exported.followUps[0])?.attachments ?? []) {
  const text = await (await fetch(attachment.url)).text();
  files.set(attachment.filename, text);
  writeFileSync(join(OUT, attachment.filename), text);
}
const card = bot
  .as(reporter)
  .see(channel.id)
  .find(({ pinned }) => pinned);
const verified = await verify(bot.app.store);

const faults = [
  ...(files.size === 4 ? [] : [`${files.size} of 4 exports were made`]),
  ...(card ? [] : ['no card is pinned in the channel']),
  ...verified.faults.map(({ stream, seq, reason }) => `${stream} entry ${seq}: ${reason}`),
  ...lostOrReordered(),
  ...(await importedDifferently()),
];
await bot.stop();
console.log(
  `Played ${happenings.length} lines of the public record through ${names.length} people. ${verified.entries} entries on ${verified.streams} timelines verify.`,
);
console.log(`Exports: ${[...files.keys()].map((name) => join(OUT, name)).join(', ')}`);
for (const fault of faults) console.error(`NOT RIGHT: ${fault}`);
process.exit(faults.length === 0 ? 0 : 1);

/** How exact the record is about a line's time, in the export's words. An update is told as it happens, to the second. */
function exactnessOf({ kind, precision }: Happening): string {
  if (kind === 'comms_external') return 'second';
  return precision === 'approx' ? 'approximate' : precision.replace('_', '-');
}

/**
 * Every line must be in every export, in the order of the record and by who did it; those without a time must say so. The
 * record's kinds and sources are its publisher's: of lines that are typed Muster says what they are, and who typed them.
 */
function lostOrReordered(): string[] {
  const table = parseCsv(files.get('incident-1.csv') ?? '');
  const columns = table[0] ?? [];
  const column = (record: readonly string[], name: string): string => record[columns.indexOf(name)] ?? '';
  const found = happenings.map((happening) => ({
    happening,
    index: table.findIndex((record) => column(record, 'text').replace(/^'|^Update: /g, '') === happening.event),
  }));
  const markdown = files.get('incident-1.md') ?? '';
  const unknown = happenings.filter(({ at }) => at === undefined).length;
  return [
    ...found.filter(({ index }) => index < 0).map(({ happening }) => `line ${happening.seq} is lost`),
    ...found.flatMap(({ happening, index }, position) =>
      index > (found[position - 1]?.index ?? 0) ? [] : [`line ${happening.seq} stands before the one in front of it`],
    ),
    ...found.flatMap(({ happening, index }) => {
      const time = column(table[index] ?? [], 'time_utc');
      const expected = happening.at?.toISOString() ?? '';
      return time === expected ? [] : [`line ${happening.seq} has the time "${time}" and not "${expected}"`];
    }),
    ...found.flatMap(({ happening, index }) => {
      const exactness = column(table[index] ?? [], 'precision');
      const expected = exactnessOf(happening);
      return exactness === expected ? [] : [`line ${happening.seq} is exact to "${exactness}" and not "${expected}"`];
    }),
    ...found.flatMap(({ happening, index }) => {
      const record = table[index] ?? [];
      const by = column(record, 'by') || column(record, 'actor');
      return by.replaceAll(' ', '_') === happening.who
        ? []
        : [`line ${happening.seq} is by "${by}" and not by "${happening.who}"`];
    }),
    ...((markdown.match(/_time unknown_/g) ?? []).length === unknown
      ? []
      : [`not all ${unknown} lines without a time say so in the postmortem`]),
    ...(happenings.every(({ event }) => files.get('incident-1.json')?.includes(JSON.stringify(event).slice(1, -1)))
      ? []
      : ['the JSON export misses a line']),
  ];
}

/** The JSON export, read into an empty Muster, must lead to the same head. */
async function importedDifferently(): Promise<string[]> {
  const other = await startBot({ clock });
  const json = files.get('incident-1.json') ?? '';
  const imported = await other.app.incidents.importFrom(json, {
    causeId: 'demo:import',
    actor: { kind: 'person', id: 'cli' },
    source: { kind: 'cli' },
  });
  const head = imported.ok ? await other.app.store.head(imported.value.stream) : undefined;
  await other.stop();
  if (!imported.ok) return [`the import was refused: ${imported.refusal.message}`];
  return json.includes(head?.hash ?? 'none') ? [] : ['the import has another head'];
}

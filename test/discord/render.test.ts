import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block, Message } from '../../src/commands/message.ts';
import { takeWhole } from '../../src/base/take-whole.ts';
import { channelName, fit } from '../../src/discord/fit.ts';
import { drawForm } from '../../src/discord/forms.ts';
import { renderMessage } from '../../src/discord/render.ts';
import { alignedTable, PHONE_COLUMNS } from '../../src/discord/tables.ts';

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 3000 }),
  fc.nat(7000).map((length) => 'x'.repeat(length)),
  fc.nat(900).map((length) => '**@everyone** '.repeat(length)),
  fc.nat(400).map((length) => 'line of words\n'.repeat(length)),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  words.map((text): Block => ({ type: 'text', text: [text] })),
  words.map((text): Block => ({ type: 'code', text })),
  words.map((text): Block => ({ type: 'quote', text })),
  words.map((text): Block => ({ type: 'heading', text })),
  fc.constant<Block>({ type: 'divider' }),
  fc.array(words, { maxLength: 40 }).map((items): Block => ({ type: 'list', items: items.map((item) => [item]) })),
  fc
    .array(fc.tuple(words, words), { maxLength: 30 })
    .map((facts): Block => ({ type: 'facts', facts: facts.map(([name, value]) => ({ name, value: [value] })) })),
  fc
    .array(fc.array(fc.string({ maxLength: 20 }), { maxLength: 4 }), { maxLength: 90 })
    .map((rows): Block => ({ type: 'table', columns: [{ name: 'a' }, { name: 'b', align: 'right' }], rows })),
);
const message = fc.record(
  {
    tone: fc.constantFrom('neutral', 'good', 'critical'),
    title: words.map((title) => [title]),
    footer: words.map((footer) => [footer]),
    blocks: fc.array(block, { maxLength: 5 }),
    ping: fc.constant({ people: ['123456789012345678'] }),
  },
  { requiredKeys: ['blocks'] },
) as fc.Arbitrary<Message>;

const lengths = (embed: NonNullable<ReturnType<typeof renderMessage>['body']['embeds']>[number]): number =>
  (embed.title ?? '').length +
  (embed.description ?? '').length +
  (embed.footer?.text ?? '').length +
  (embed.fields ?? []).reduce((sum, field) => sum + field.name.length + field.value.length, 0);

test('every message fits every limit, pings nobody unasked, and what is left out is attached', () => {
  fc.assert(
    fc.property(message, (given) => {
      const { body, files } = renderMessage(given);
      expect((body.content ?? '').length).toBeLessThanOrEqual(2000);
      const embeds = body.embeds ?? [];
      expect((body.content ?? '').trim().length + embeds.length + files.length).toBeGreaterThan(0);
      expect(embeds.length).toBeLessThanOrEqual(10);
      expect(embeds.reduce((sum, embed) => sum + lengths(embed), 0)).toBeLessThanOrEqual(6000);
      for (const embed of embeds) {
        expect((embed.title ?? '').length).toBeLessThanOrEqual(256);
        expect((embed.description ?? '').length).toBeLessThanOrEqual(4096);
        expect((embed.fields ?? []).length).toBeLessThanOrEqual(25);
        expect(lengths(embed) + (embed.image ? 1 : 0)).toBeGreaterThan(0);
        for (const field of embed.fields ?? []) {
          expect(field.name.length).toBeGreaterThan(0);
          expect(field.name.length).toBeLessThanOrEqual(256);
          expect(field.value.length).toBeGreaterThan(0);
          expect(field.value.length).toBeLessThanOrEqual(1024);
        }
        expect(((embed.description ?? '').match(/```/g) ?? []).length % 2).toBe(0);
      }
      expect(body.allowed_mentions?.parse).toEqual([]);
      expect(JSON.stringify(body).isWellFormed()).toBe(true);
      const shortened = JSON.stringify(body).includes('full-text.txt');
      expect(files.some((file) => file.name === 'full-text.txt')).toBe(shortened);
    }),
    { numRuns: 150 },
  );
});

const MIB = 1024 * 1024;
const bytes = Buffer.alloc(30 * MIB);
const attached = (sizes: readonly number[]) =>
  sizes.map((size, at) => ({
    name: `part-${at}.csv`,
    contentType: 'text/csv',
    content: at % 2 === 0 ? bytes.subarray(0, size) : { base64: bytes.subarray(0, size).toString('base64') },
  }));
const sizes = fc.array(fc.constantFrom(0, 1000, 3 * MIB, 10 * MIB, 10 * MIB + 1), { maxLength: 13 });

test('files fit into a request, and every one that does not is said to be missing', () => {
  fc.assert(
    fc.property(message, sizes, (given, each) => {
      const names = attached(each).map(({ name }) => name);
      const picture: Block = { type: 'picture', file: names.at(-1) ?? '' };
      const blocks = names.length > 0 ? [...given.blocks, picture] : given.blocks;
      const { body, files } = renderMessage({ ...given, blocks, files: attached(each) });
      expect(files.length).toBeLessThanOrEqual(10);
      for (const { data } of files) expect(data.byteLength).toBeLessThanOrEqual(10 * MIB);
      const all = files.reduce((sum, { data }) => sum + data.byteLength, JSON.stringify(body).length);
      expect(all).toBeLessThan(25 * MIB - 4000); // the borders of the parts are there, too
      const sent = new Set(files.map(({ name }) => name));
      const [shown] = JSON.stringify(body).match(/attachment:\/\/[^"]+/) ?? [];
      if (shown !== undefined) expect(sent).toContain(shown.replace('attachment://', ''));
      // Of a text that is too long for a message the end stands in the file.
      const words = [
        JSON.stringify(body),
        ...files.flatMap(({ name, data }) => (name === 'full-text.txt' ? [data.toString()] : [])),
      ].join('\n');
      const missing = names.filter((name) => !sent.has(name));
      const more = Number(/ and (\d+) more\. Ask for less/.exec(words)?.[1] ?? 0);
      expect(missing.slice(0, missing.length - more).filter((name) => !words.includes(name))).toEqual([]);
      expect(more).toBe(Math.max(0, missing.length - 5));
    }),
    { numRuns: 40 },
  );
});

test('a file that is too large is named with its size and what to do, the others come along', () => {
  const { body, files } = renderMessage({
    blocks: [
      { type: 'text', text: ['Rows of orders'] },
      { type: 'picture', file: 'part-1.csv' },
    ],
    files: attached([1000, 12 * MIB, 2000]),
  });
  expect(files.map(({ name }) => name)).toEqual(['part-0.csv', 'part-2.csv']);
  expect(body.attachments).toHaveLength(2);
  expect(body.embeds).toEqual([]);
  expect(body.content).toBe(
    'Rows of orders\n\n⚠ Not attached, because Discord takes at most 9 files with a message, each up to 10.5 MB: part-1.csv (12.6 MB). Ask for less at once.',
  );
});

test('a text that no file holds is attached as far as one goes', () => {
  const { files } = renderMessage({ blocks: [{ type: 'code', text: 'line of words\n'.repeat(MIB) }] });
  expect(files.map(({ data }) => data.byteLength)).toEqual([10 * MIB]);
  expect(files[0]?.data.toString().trimEnd().endsWith('a file of Discord does not hold more.')).toBe(true);
});

test('a few words are a line of the chat; a title, a tone or a footer makes a frame', () => {
  const line = renderMessage({ blocks: [{ type: 'text', text: ['Noted as #12'] }] }).body;
  expect(line.content).toBe('Noted as #12');
  expect(line.embeds).toEqual([]);
  const framed = renderMessage({
    title: ['Incident 42'],
    tone: 'bad',
    blocks: [{ type: 'text', text: ['Down'] }],
  }).body;
  expect(framed.content).toBe('');
  expect(framed.embeds).toMatchObject([{ title: 'Incident 42', description: 'Down' }]);
});

test('whom a message may ping stands in its content, because an embed pings nobody', () => {
  const { body } = renderMessage({
    title: ['Page'],
    blocks: [{ type: 'text', text: ['@everyone <@111111111111111111>'] }],
    ping: { people: ['123456789012345678', '123456789012345678'], roles: ['223456789012345678'] },
  });
  expect(body.content).toBe('<@&223456789012345678> <@123456789012345678>\nPage');
  expect(body.allowed_mentions).toEqual({ parse: [], users: ['123456789012345678'], roles: ['223456789012345678'] });
});

test('what a message pings about is said once: in its content, which is all that a locked phone shows', () => {
  const ping = { people: ['123456789012345678'] };
  const text = { type: 'text' as const, text: ['Nobody answers'] };
  const said = (message: Omit<Message, 'ping'>) => {
    const { content, embeds } = renderMessage({ ...message, ping }).body;
    return { content: content?.replace('<@123456789012345678>\n', ''), embeds };
  };
  expect(said({ tone: 'warning', blocks: [text] })).toEqual({ content: 'Nobody answers', embeds: [] });
  expect(said({ title: ['Page 1'], blocks: [] })).toEqual({ content: 'Page 1', embeds: [] });
  const titled = said({ title: ['Page 1'], preview: ['Page 1: checkout is down'], blocks: [text] });
  expect(titled).toMatchObject({ content: 'Page 1: checkout is down', embeds: [{ description: 'Nobody answers' }] });
  expect(titled.embeds?.[0]?.title).toBeUndefined();
  const apart = said({ title: ['Page 1'], preview: ['Nobody of step 2 could be told'], blocks: [text] });
  expect(apart.embeds).toMatchObject([{ title: 'Page 1', description: 'Nobody answers' }]);
});

test('whom the text names already is not named twice', () => {
  const ping = { people: ['123456789012345678'] };
  const { body } = renderMessage({
    blocks: [{ type: 'text', text: ['Yours, ', { person: '123456789012345678' }] }],
    ping,
  });
  expect(body.content).toBe('Yours, <@123456789012345678>');
  expect(body.allowed_mentions?.users).toEqual(ping.people);
});

test('text between facts keeps its place; facts at the end stand side by side', () => {
  const { embeds = [] } = renderMessage({
    title: ['Card'],
    blocks: [
      { type: 'facts', facts: [{ name: 'Severity', value: ['SEV-1'] }] },
      { type: 'text', text: ['Then this'] },
      { type: 'facts', facts: [{ name: 'Status', value: ['monitoring'] }] },
    ],
  }).body;
  expect(embeds[0]?.description).toBe('**Severity:** SEV-1\n\nThen this');
  expect(embeds[0]?.fields).toEqual([{ name: 'Status', value: 'monitoring', inline: true }]);
});

test('buttons beyond five a row and five rows wrap, and what does not fit is said', () => {
  const button = { label: 'x'.repeat(100), action: 'incident.resolve', args: ['42'] };
  const { body, files } = renderMessage({ blocks: [], buttons: [Array.from({ length: 27 }, () => button)] });
  expect(body.components).toHaveLength(5);
  const ids = JSON.stringify(body.components).match(/"custom_id":"[^"]+"/g) ?? [];
  expect(new Set(ids).size).toBe(25);
  expect(files[0]?.data.toString()).toContain('2 more buttons');
});

test('a table is aligned where a phone has room, and a list where it has none', () => {
  const columns = [{ name: 'name' }, { name: 'ms', align: 'right' as const }];
  expect(
    alignedTable(columns, [
      ['a', '5'],
      ['漢字', '1000'],
    ]),
  ).toBe('name    ms\n────  ────\na        5\n漢字  1000');
  const wide = renderMessage({
    blocks: [{ type: 'table', columns, rows: [['x'.repeat(PHONE_COLUMNS), '1']] }],
  }).body.content;
  expect(wide).toBe(`- **${'x'.repeat(PHONE_COLUMNS)}** · ms: 1`);
  const numberFirst = renderMessage({
    blocks: [{ type: 'table', columns: columns.toReversed(), rows: [['1', 'x'.repeat(PHONE_COLUMNS)]] }],
  }).body.content;
  expect(numberFirst).toBe(wide);
});

test('a form is a modal with a label for each field', () => {
  const modal = drawForm({
    action: 'incident.declare',
    title: 'T'.repeat(60),
    fields: [
      { type: 'text', name: 'title', label: 'What is wrong?', required: true, most: 100 },
      { type: 'choice', name: 'severity', label: 'Severity', choices: [{ label: 'SEV-1', value: 'SEV-1' }] },
      { type: 'person', name: 'lead', label: 'Who leads?' },
      { type: 'file', name: 'log', label: 'A log' },
    ],
  });
  expect(modal.title).toHaveLength(45);
  expect(modal.custom_id).toBe('v1:incident.declare');
  expect(modal.components).toHaveLength(4);
});

test('text is cut between visible characters', () => {
  expect(fit('hello world', 8)).toBe('hello w…');
  expect(takeWhole('a👨‍👩‍👧b', 5)).toBe('a');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.nat(40), (text, most) => {
      expect(fit(text, most).length).toBeLessThanOrEqual(most);
      if (text.isWellFormed()) expect(fit(text, most).isWellFormed()).toBe(true);
    }),
  );
});

test.each([
  ['INC 42: Käse fehlt!', 'inc-42-käse-fehlt'],
  ['!!!', 'channel'],
  ['a'.repeat(200), 'a'.repeat(100)],
  ['Ошибка 500', 'ошибка-500'],
  ['__x__', '__x__'],
])('%j is the channel name %j', (text, name) => {
  expect(channelName(text)).toBe(name);
});

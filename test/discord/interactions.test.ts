import { expect, test } from 'vitest';
import { ok, refuse } from '../../src/base/result.ts';
import type { ActionDeclaration, MessageMenuDeclaration } from '../../src/commands/command.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { defineCommand } from '../../src/commands/define-command.ts';
import { openForm, paragraph, say, updateMessage, whisper } from '../../src/commands/message.ts';
import { file, personOption, text, yesNo } from '../../src/commands/options.ts';
import { connected } from './connected.ts';

const base = { permission: 'test', risk: 'read' as const };

test('a command is answered in one request, with what was typed shown and never obeyed', async () => {
  const contexts: CommandContext[] = [];
  const note = defineCommand({
    ...base,
    name: 'incident note',
    summary: 'Write it down',
    options: {
      text: text({ description: 'What', required: true }),
      who: personOption({ description: 'Who' }),
      loud: yesNo({ description: 'Loud' }),
    },
    async run({ text, who, loud }, context) {
      contexts.push(context);
      return ok(say(paragraph(['Noted: ', text, ` ${who ?? 'nobody'} ${loud ?? 'unset'}`])));
    },
  });
  const { sandbox } = await connected({ commands: [note] });
  const ben = sandbox.as('ben');
  const answer = await ben.command('general', 'incident note', {
    text: '@everyone **x** <@1>',
    who: 'ada',
    loud: true,
  });
  expect(answer.answer).toBe('message');
  const ada = sandbox.as('ada').id;
  expect(answer.message?.content).toBe(`Noted: @\u200beveryone \\*\\*x\\*\\* \\<@\u200b1\\> ${ada} true`);
  expect(answer.message?.mention_everyone).toBe(false);
  expect(contexts[0]).toMatchObject({
    cause: { causeId: answer.id, actor: { kind: 'person', id: ben.id }, source: { kind: 'command' } },
    viewer: { id: ben.id, name: 'Ben Okafor' },
    place: { channelId: answer.interaction.channelId },
  });
});

test('a refusal is a sentence for who asked alone; a bug is one with a reference', async () => {
  const commands = [
    defineCommand({
      ...base,
      name: 'no',
      summary: 'Says no',
      options: {},
      run: async () => refuse('x/y', 'Not now: try *later*.'),
    }),
    defineCommand({
      ...base,
      name: 'bug',
      summary: 'Fails',
      options: {},
      run: () => Promise.reject(new Error('secret detail')),
    }),
  ];
  const { sandbox } = await connected({ commands });
  const no = await sandbox.as('ben').command('general', 'no');
  expect(no.message).toMatchObject({ content: 'Not now: try \\*later\\*.', flags: expect.any(Number) as number });
  expect((no.message?.flags ?? 0) & 64).toBe(64);
  expect(sandbox.as('ada').see('general')).toEqual([]);
  const bug = await sandbox.as('ben').command('general', 'bug');
  expect(bug.message?.content).toMatch(/in the log under [0-9A-Za-z]{10}/);
  expect(bug.message?.content).not.toContain('secret detail');
});

test('suggestions come from the declaration, cut to what Discord takes', async () => {
  const find = defineCommand({
    ...base,
    name: 'find',
    summary: 'Finds',
    options: {
      what: text({
        description: 'What',
        suggest: (typed) =>
          Array.from({ length: 40 }, (_, n) => ({ name: `${typed} ${n} ${'x'.repeat(120)}`, value: String(n) })),
      }),
    },
    run: async () => ok(say(paragraph(['found']))),
  });
  const { sandbox } = await connected({ commands: [find] });
  const { choices } = await sandbox.as('ben').autocomplete('general', 'find', { what: 'db' }, 'what');
  expect(choices).toHaveLength(25);
  expect(choices?.[0]?.name).toMatch(/^db 0 x+…$/);
});

const ask: ActionDeclaration = {
  ...base,
  action: 'thing.ask',
  summary: 'Ask',
  run: async (args) =>
    ok(
      openForm({
        action: 'thing.submit',
        args,
        title: 'A thing',
        fields: [
          { type: 'text', name: 'title', label: 'Title', required: true },
          { type: 'choice', name: 'level', label: 'Level', choices: [{ label: 'High', value: 'high' }] },
          { type: 'person', name: 'who', label: 'Who', most: 2 },
        ],
      }),
    ),
};
const submit: ActionDeclaration = {
  ...base,
  action: 'thing.submit',
  summary: 'Submit',
  run: async (args, fields, context) =>
    ok(say(paragraph([JSON.stringify({ args, fields }), ` ${context.cause.source.kind}`]))),
};
const toggle: ActionDeclaration = {
  ...base,
  action: 'thing.toggle',
  summary: 'Toggle',
  run: async (args, fields) =>
    ok(updateMessage({ ...paragraph([`toggled ${args.join()} ${JSON.stringify(fields)}`]), buttons: [] })),
};
const panel = defineCommand({
  ...base,
  name: 'panel',
  summary: 'Shows buttons',
  options: {},
  run: async () =>
    ok(
      say({
        title: ['Panel'],
        blocks: [],
        buttons: [
          [
            { label: 'Ask', action: 'thing.ask', args: ['4:2'] },
            { label: 'Toggle', action: 'thing.toggle', args: ['on'] },
            { label: 'Gone', action: 'thing.gone' },
          ],
        ],
        menus: [
          { action: 'thing.toggle', args: ['menu'], placeholder: 'Choose', choose: [{ label: 'A', value: 'a' }] },
        ],
      }),
    ),
});

test('buttons, menus and forms lead to their actions with arguments and answers', async () => {
  const { sandbox } = await connected({ commands: [panel], actions: [ask, submit, toggle] });
  const ben = sandbox.as('ben');
  const shown = await ben.command('general', 'panel');
  const id = shown.message?.id ?? '';

  const form = await ben.press(id, 'Ask');
  expect(form.modal).toMatchObject({ custom_id: 'v1:thing.submit:4%3A2', title: 'A thing' });
  const sent = await ben.submit(form, { title: 'Disk full', level: 'high', who: [ben.id] });
  expect(sent.message?.content?.replaceAll('\\', '')).toBe(
    `{"args":["4:2"],"fields":{"title":["Disk full"],"level":["high"],"who":["${ben.id}"]}} modal`,
  );

  const gone = await ben.press(id, 'Gone');
  expect(gone.message?.content).toContain('does not know this button');

  await ben.select(id, 'v1:thing.toggle:menu', ['a']);
  expect(ben.message(id).content.replaceAll('\\', '')).toBe('toggled menu {"chosen":["a"]}');
  expect(ben.message(id)).toMatchObject({ embeds: [], components: [] });
});

test('a message menu hands over the message as it was said', async () => {
  const menu: MessageMenuDeclaration = {
    ...base,
    name: 'Add to timeline',
    run: async (message) => ok(whisper(paragraph([`${message.authorName}: ${message.text} ${message.permalink}`]))),
  };
  const { sandbox } = await connected({ menus: [menu] });
  const said = sandbox.as('ada').send('general', 'db-3 is down');
  const answer = await sandbox.as('ben').messageMenu(said.id, 'Add to timeline');
  expect(answer.message?.content).toBe(
    `Ada Lindqvist: db-3 is down https://discord.com/channels/${sandbox.guildId}/${said.channel_id}/${said.id}`,
  );
});

const slow = (pace: 'local' | 'waits', visibility: 'public' | 'private', answer: 'public' | 'private') =>
  defineCommand({
    ...base,
    name: 'slow',
    summary: 'Takes its time',
    pace,
    visibility,
    options: {},
    async run(_args, context) {
      context.progress(paragraph(['half way']));
      await new Promise((resolve) => setTimeout(resolve, pace === 'local' ? 2_600 : 150));
      return ok({ ...say(paragraph(['done'])), visibility: answer });
    },
  });

test.each([
  ['public', 'public'],
  ['private', 'private'],
  ['public', 'private'],
  ['private', 'public'],
] as const)('what waits is deferred (%s), and its answer (%s) reaches whom it is for', async (visibility, answer) => {
  const { sandbox } = await connected({ commands: [slow('waits', visibility, answer)] });
  const exchange = await sandbox.as('ben').command('general', 'slow');
  expect(exchange.answer).toBe('deferred');
  const read = (person: string) =>
    sandbox
      .as(person)
      .see('general')
      .map((message) => message.content);
  await sandbox.as('ben').waitFor(() => read('ben').includes('done'));
  expect(read('ben')).toEqual(['done']);
  expect(read('ada')).toEqual(answer === 'public' ? ['done'] : []);
});

test('a local command that takes too long defers itself', async () => {
  const quiet = defineCommand({
    ...base,
    name: 'slow',
    summary: 'Takes its time',
    options: {},
    async run() {
      await new Promise((resolve) => setTimeout(resolve, 3_300));
      return ok(say(paragraph(['done after all'])));
    },
  });
  const { sandbox } = await connected({ commands: [quiet] });
  const exchange = await sandbox.as('ben').command('general', 'slow');
  expect(exchange.answer).toBe('deferred');
  await exchange.final();
  expect(exchange.message?.content).toBe('done after all');
});

test('a button whose work waits keeps its message, shows progress, and answers beside it', async () => {
  const work: ActionDeclaration = {
    ...base,
    action: 'thing.toggle',
    summary: 'Works',
    pace: 'waits',
    async run(_args, _fields, context) {
      context.progress(paragraph(['working']));
      await new Promise((resolve) => setTimeout(resolve, 200));
      return ok(say(paragraph(['worked'])));
    },
  };
  const { sandbox } = await connected({ commands: [panel], actions: [ask, work] });
  const ben = sandbox.as('ben');
  const shown = await ben.command('general', 'panel');
  const pressed = await ben.press(shown.message?.id ?? '', 'Toggle');
  expect(pressed.answer).toBe('deferred-update');
  await ben.waitFor(() => ben.see('general').some((message) => message.content === 'worked'));
  expect(ben.see('general').map((message) => message.content)).toEqual(['', 'worked']);
});

test('an interaction that is delivered twice runs once', async () => {
  let runs = 0;
  const count = defineCommand({
    ...base,
    name: 'count',
    summary: 'Counts',
    options: {},
    async run() {
      runs++;
      return ok(say(paragraph([String(runs)])));
    },
  });
  const { sandbox } = await connected({ commands: [count] });
  sandbox.faults.add({ kind: 'duplicate-event', event: 'INTERACTION_CREATE', times: 1 });
  await sandbox.as('ben').command('general', 'count');
  const second = await sandbox.as('ben').command('general', 'count');
  expect(second.message?.content).toBe('2');
});

test('files come in as files, and long answers go out as one', async () => {
  const read = defineCommand({
    ...base,
    name: 'read',
    summary: 'Reads',
    options: { log: file({ description: 'A log', required: true }) },
    async run({ log }) {
      return ok(say({ blocks: [{ type: 'code', text: `${log.name} ${log.sizeBytes} ${'x'.repeat(9000)}` }] }));
    },
  });
  const { sandbox } = await connected({ commands: [read] });
  const content = new TextEncoder().encode('hello ```');
  const answer = await sandbox
    .as('ben')
    .command('general', 'read', { log: { index: 0, filename: 'a.log', contentType: 'text/plain', content } });
  const attached = answer.message?.attachments[0];
  expect(attached).toMatchObject({ filename: 'full-text.txt', description: 'The whole text' });
  const kept = [...sandbox.world.state.files.values()].find((one) => one.filename === 'full-text.txt');
  expect(Buffer.from(kept?.content ?? []).toString()).toBe(`a.log 9 ${'x'.repeat(9000)}\n`);
});

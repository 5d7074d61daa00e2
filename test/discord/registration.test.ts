import { REST } from 'discord.js';
import { expect, test } from 'vitest';
import { ok } from '../../src/base/result.ts';
import { defineCommand } from '../../src/commands/define-command.ts';
import { say, paragraph } from '../../src/commands/message.ts';
import { choice, integer, text } from '../../src/commands/options.ts';
import { registerCommands } from '../../src/discord/register.ts';
import { applicationCommands } from '../../src/discord/registration.ts';
import { registrationErrors } from '../../src/discord/registration-check.ts';

const base = { permission: 'muster.read', risk: 'read' as const, run: async () => ok(say(paragraph(['done']))) };
const note = defineCommand({
  ...base,
  name: 'incident note',
  summary: 'Write something on the timeline',
  options: {
    at: text({ description: 'When it happened', suggest: () => [] }),
    text: text({ description: 'What happened', required: true, most: 1500 }),
    level: choice(['SEV-1', 'SEV-2'], { description: 'How bad' }),
    count: integer({ description: 'How many', least: 1, most: 25 }),
  },
});
const menus = [{ ...base, name: 'Add to timeline' }];

test('a declaration becomes a subcommand with its required options first', () => {
  const [incident, menu] = applicationCommands({
    commands: [note],
    menus,
    groups: { incident: 'Declare and work incidents' },
    translate: (english) => (english === 'What happened' ? { fr: 'Ce qui s’est passé' } : undefined),
  });
  expect(incident).toMatchObject({
    type: 1,
    name: 'incident',
    description: 'Declare and work incidents',
    contexts: [0],
    options: [
      {
        type: 1,
        name: 'note',
        options: [
          {
            name: 'text',
            type: 3,
            required: true,
            max_length: 1500,
            description_localizations: { fr: 'Ce qui s’est passé' },
          },
          { name: 'at', type: 3, required: false, autocomplete: true },
          {
            name: 'level',
            type: 3,
            choices: [
              { name: 'SEV-1', value: 'SEV-1' },
              { name: 'SEV-2', value: 'SEV-2' },
            ],
          },
          { name: 'count', type: 4, min_value: 1, max_value: 25 },
        ],
      },
    ],
  });
  expect(menu).toMatchObject({ type: 3, name: 'Add to timeline' });
});

test('a command of one word and one of three words keep their places', () => {
  const commands = ['run', 'page test send', 'page test call', 'page ack'].map((name) =>
    defineCommand({ ...base, name, summary: `Does ${name}`, options: {} }),
  );
  const drawn = applicationCommands({ commands, menus: [] });
  expect(drawn).toMatchObject([
    { name: 'run', description: 'Does run', options: [] },
    {
      name: 'page',
      description: 'page: test, ack',
      options: [
        { type: 2, name: 'test', options: [{ name: 'send' }, { name: 'call' }] },
        { type: 1, name: 'ack' },
      ],
    },
  ]);
  expect(registrationErrors(drawn)).toEqual([]);
});

test('what Discord would refuse is named before it is sent', () => {
  const bad = defineCommand({
    ...base,
    name: 'incident Déclare!',
    summary: 'x'.repeat(101),
    options: {
      many: choice(
        Array.from({ length: 25 }, (_, n) => `choice ${n}`.padEnd(101, '.')),
        { description: '' },
      ),
    },
  });
  const errors = registrationErrors(applicationCommands({ commands: [bad], menus: [] }));
  expect(errors.join('\n')).toContain('/incident Déclare!');
  expect(errors.join('\n')).toContain('101 characters');
  expect(errors.filter((error) => error.includes('longer than 100'))).toHaveLength(25);
  const many = Array.from({ length: 101 }, (_, n) =>
    defineCommand({ ...base, name: `c${n}`, summary: 's', options: {} }),
  );
  expect(registrationErrors(applicationCommands({ commands: many, menus: [] }))[0]).toContain('101 commands');
});

test('a command that Discord would refuse is not sent at all', async () => {
  const bad = defineCommand({ ...base, name: 'x', summary: '', options: {} });
  const wanted = applicationCommands({ commands: [bad], menus: [] });
  await expect(registerCommands(new REST({ api: 'http://127.0.0.1:1' }), '1', '1', wanted)).rejects.toThrow('/x');
});

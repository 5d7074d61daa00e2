import { expect, test, vi } from 'vitest';
import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord-api-types/v10';
import { invocablesOf, parseTyped } from '../../src/sandbox/web/composer/invocable.ts';
import type { Command } from '../../src/sandbox/web/protocol/shapes.ts';

vi.stubGlobal('navigator', { language: 'en-US' });

const text = (name: string): { type: 3; name: string; description: string } => ({
  type: ApplicationCommandOptionType.String,
  name,
  description: name,
});
const incident: Command = {
  id: '1',
  application_id: '2',
  version: '3',
  type: ApplicationCommandType.ChatInput,
  name: 'incident',
  description: 'Incidents',
  default_member_permissions: null,
  options: [
    {
      type: ApplicationCommandOptionType.Subcommand,
      name: 'note',
      description: 'Record a note',
      options: [text('text'), text('at')],
    },
    { type: ApplicationCommandOptionType.Subcommand, name: 'list', description: 'Open incidents', options: [] },
  ],
};
const all = invocablesOf([incident], () => 'Muster');

test.each([
  ['text:lost a disk at:14:05', { text: 'lost a disk', at: '14:05' }],
  ['text:"look at: the disk" at:now', { text: 'look at: the disk', at: 'now' }],
  ['at:now text:"see at:3 and text:4"', { text: 'see at:3 and text:4', at: 'now' }],
  [String.raw`text:"he said \"look at:it\" twice" at:now`, { text: 'he said "look at:it" twice', at: 'now' }],
  ['text:it said "no at:all" and stopped at:now', { text: 'it said "no at:all" and stopped', at: 'now' }],
  ['text:a 5" disk at:now', { text: 'a 5" disk', at: 'now' }],
  ['text:"never closed at:now', { text: '"never closed', at: 'now' }],
  ['text:"two\nlines at: once"\nat:now', { text: 'two\nlines at: once', at: 'now' }],
  ['text:format:C at:now', { text: 'format:C', at: 'now' }],
  ['at:now at:noon', { at: 'now at:noon' }],
  ['', {}],
])('/incident note %s', (typed, values) => {
  expect(parseTyped(`/incident note ${typed}`, all)?.values).toEqual(values);
});

test('a command without options takes none', () => {
  expect(parseTyped('/incident list text:x', all)).toMatchObject({ invocable: { path: 'incident list' }, values: {} });
});

import { expect, test, vi } from 'vitest';
import { ApplicationCommandOptionType, ApplicationCommandType } from 'discord-api-types/v10';
import { boundsInWords, collect } from '../../src/sandbox/web/composer/command-values.ts';
import { type Invocable, invocablesOf, parseTyped } from '../../src/sandbox/web/composer/invocable.ts';
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
const bounded: Invocable = {
  path: 'ship',
  words: ['ship'],
  description: 'Ship',
  command: incident,
  app: 'Muster',
  options: [
    {
      type: ApplicationCommandOptionType.Integer,
      name: 'percent',
      description: 'Of all',
      min_value: 1,
      max_value: 100,
    },
    { type: ApplicationCommandOptionType.Number, name: 'share', description: 'Of all', min_value: 0 },
    { ...text('code'), max_length: 4 },
  ],
};

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

test.each([
  ['percent', '100', { values: [{ name: 'percent', type: 4, value: 100 }] }],
  ['percent', '500', { wrong: ['percent'] }],
  ['percent', '0', { wrong: ['percent'] }],
  ['percent', '99999999999999999999', { wrong: ['percent'] }],
  ['share', '0.5', { values: [{ name: 'share', type: 10, value: 0.5 }] }],
  ['share', '-0.5', { wrong: ['share'] }],
  ['code', 'abcd', { values: [{ name: 'code', type: 3, value: 'abcd' }] }],
  ['code', 'abcde', { wrong: ['code'] }],
])('%s:%s is sent only within the bounds that the app set', (name, written, collected) => {
  expect(collect(bounded, { [name]: { text: written } }, { people: [], roles: [], channels: [] })).toEqual(collected);
});

test('what an option takes is told in words', () => {
  expect(bounded.options.map(boundsInWords)).toEqual([' (1 to 100)', ' (at least 0)', ' (at most 4 characters)']);
  // One of a list has no bounds but the list.
  expect(boundsInWords({ ...text('size'), choices: [{ name: 'Small', value: 's' }] })).toBe('');
});

import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config.ts';

const faults = (text: string): readonly string[] => {
  const parsed = parseConfig(text, {});
  return parsed.ok ? [] : parsed.faults.map(({ line, column, message }) => `${line}:${column}: ${message}`);
};
const action = (...lines: readonly string[]) =>
  ['actions:', '  restart:', '    summary: Restart', '    risk: change', ...lines.map((line) => `    ${line}`)].join(
    '\n',
  );

test.each([
  [
    'a key that is missing, of the form that was meant',
    action('runs:', '  program: [true-path]'),
    ['5:5: actions.restart.runs.folder: is missing (string). Write it, or remove what it belongs to.'],
  ],
  [
    'a key that is not known, of the form that was meant',
    action('runs:', '  program: [ls]', '  folder: /', '  shell: true'),
    ['8:7: actions.restart.runs: "shell" is not known here. Remove it or correct its spelling.'],
  ],
  [
    'what is wrong deep inside',
    action('runs:', '  http:', '    url: "ftp://example.com"'),
    ['7:9: actions.restart.runs.http.url: must begin with http(s)://host, and no parameter may stand in the host'],
  ],
  [
    'a kind of parameter that there is not',
    action('runs: { program: [ls], folder: / }', 'parameters:', '  host: { summary: Host, type: list }'),
    ['7:30: actions.restart.parameters.host.type: is none of text, choice, integer, yes-no'],
  ],
  [
    'a parameter’s own fault',
    action('runs: { program: [ls], folder: / }', 'parameters:', '  host: { summary: Host, type: choice }'),
    ['7:7: actions.restart.parameters.host.choices: is missing (array). Write it, or remove what it belongs to.'],
  ],
  [
    'a freeze with neither span',
    'freezes:\n  holidays: { reason: Away, from: 2026-12-24T18:00 }',
    ['2:3: freezes.holidays.to: is missing (string). Write it, or remove what it belongs to.'],
  ],
])('names the place of %s', (_what, text, expected) => {
  expect(faults(text)).toEqual(expected);
});

test('says what there is to choose from when no form was meant', () => {
  const [fault = ''] = faults(action('runs: {}'));
  expect(fault).toMatch(
    /^5:5: actions\.restart\.runs: fits none of the possible forms\. Write one of: program and folder; http; webhook; /,
  );
  expect(faults('apps:\n  shop:\n    repository: {}\n    environments: []')[0]).toContain('Write one of: git; github');
});

import { expect, test } from 'vitest';
import { compareFindings } from '../../src/diagnostics/findings/compare-findings.ts';
import { findingsToText } from '../../src/diagnostics/findings/findings-to-text.ts';
import { bad, facts, type Finding, ok, warn } from '../../src/diagnostics/plugin.ts';

const compared = (before: readonly Finding[], now: readonly Finding[]): string =>
  findingsToText(compareFindings(before, now));

test('several verdicts are told apart by what they say, and unchanged ones are no difference', () => {
  const both = [warn('It expires soon.'), bad('It is for another name.')];
  expect(compared(both, both)).toContain('Nothing differs');
  const said = compared(both, [warn('It expires soon.'), bad('It is revoked.')]);
  expect(said).toContain('2 things differ');
  expect(said).toContain('≠ It is revoked. (new)');
  expect(said).toContain('≠ Gone: It is for another name.');
  expect(compared([ok('Well.')], [bad('Ill.')])).toContain('≠ Ill. (before: ok, Well.)');
});

test('facts and rows that are gone are shown as gone, once', () => {
  expect(compared([facts({ a: 1, b: 2 })], [facts({ a: 1 })])).toMatch(/b +≠ gone \(was 2\)/);
  const table = (...names: readonly string[]): Finding => ({
    type: 'table',
    columns: [{ name: 'name', key: true }, { name: 'n' }],
    rows: names.map((name) => [name, 1]),
  });
  const said = compared([table('x', 'y')], [table('x', 'z')]);
  expect(said).toMatch(/≠ z \(new\)/);
  expect(said).toMatch(/≠ y \(gone\) +1\n/);
});

test('two findings that are alike are told apart by their order', () => {
  const both = (status: number): readonly Finding[] => [
    { type: 'facts', facts: [{ name: 'status', value: status }] },
    { type: 'facts', facts: [{ name: 'ms', value: 3 + status, volatile: true }] },
  ];
  expect(compared(both(200), both(200))).toContain('Nothing differs');
  expect(compared(both(200), both(500))).toContain('500 (was 200)');
});

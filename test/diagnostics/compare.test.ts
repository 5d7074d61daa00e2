import { expect, test } from 'vitest';
import { compareFindings } from '../../src/diagnostics/findings/compare-findings.ts';
import { findingsToText } from '../../src/diagnostics/findings/findings-to-text.ts';
import { keepable } from '../../src/diagnostics/findings/keepable-findings.ts';
import { bad, facts, type Finding, ok, type TreeNode, warn } from '../../src/diagnostics/plugin.ts';

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

const lines = (...texts: readonly string[]): readonly Finding[] => [{ type: 'lines', text: texts.join('\n') }];

test('of a text each line that is new, changed or gone is marked where it stands', () => {
  expect(compared(lines('a', 'b', 'c'), lines('a', 'B', 'c'))).toContain('\na\n≠ B (was b)\nc');
  expect(compared(lines('a', 'b', 'c', 'd'), lines('z', 'a', 'd'))).toContain(
    '\n≠ z (new)\na\n≠ b (gone)\n≠ c (gone)\nd',
  );
  expect(compared(lines('a', 'b'), lines('b', 'a'))).toContain('Nothing differs');
  expect(compared(lines('a', 'a'), lines('a', 'a', 'a'))).toContain('1 thing differs');
  expect(compared([{ type: 'text', text: 'Two.' }], [{ type: 'text', text: 'Three.' }])).toContain(
    '≠ Three. (was Two.)',
  );
  const log = (text: string): readonly Finding[] => [{ type: 'lines', text, volatile: true }];
  expect(compared(log('12:00 up'), log('12:01 up'))).toContain('Nothing differs');
});

test('a step of a tree is known by its name, its details are compared, and what is gone is shown', () => {
  const tree = (...roots: readonly TreeNode[]): readonly Finding[] => [{ type: 'tree', roots }];
  const scan: TreeNode = { label: 'Seq Scan', details: ['filter: x'], volatile: ['cost 1'] };
  const sort: TreeNode = { label: 'Sort', children: [scan] };
  expect(compared(tree(sort), tree({ ...sort, children: [{ ...scan, volatile: ['cost 2'] }] }))).toContain('Nothing');
  const other = compared(tree(sort), tree({ ...sort, children: [{ ...scan, details: ['filter: y', 'parallel'] }] }));
  expect(other).toMatch(/≠ filter: y \(new\)\n.*≠ parallel \(new\)\n.*≠ filter: x \(gone\)/);
  expect(compared(tree(sort), tree({ ...sort, children: [{ label: 'Index Scan' }] }))).toContain(
    '≠ Index Scan (was Seq Scan)',
  );
  expect(compared(tree(sort, scan), tree({ label: 'Limit' }, sort))).toMatch(/≠ Limit \(was Seq Scan\)\n.*\nSort/s);
  expect(compared(tree(sort, scan), tree(sort))).toContain('≠ Seq Scan (gone)');
});

test('series differ when they move where they never were, appear or vanish', () => {
  const series = (of: Readonly<Record<string, readonly number[]>>): readonly Finding[] => [
    {
      type: 'series',
      series: Object.entries(of).map(([name, values]) => ({ name, points: values.map((value, at) => [at, value]) })),
    },
  ];
  expect(compared(series({ errors: [1, 3, 2] }), series({ errors: [2, 2, 3] }))).toContain('Nothing differs');
  const moved = compared(series({ errors: [1, 3, 2], old: [1] }), series({ errors: [9, 9, 9], fresh: [1] }));
  expect(moved).toContain('≠ errors (mean 9, was between 1 and 3)');
  expect(moved).toContain('≠ fresh (new)');
  expect(moved).toContain('≠ old (gone)');
  expect(moved).toContain('3 things differ');
});

test('a series that lies twice as high differs, though one spike of before was higher', () => {
  const series = (...values: readonly number[]): readonly Finding[] => [
    { type: 'series', series: [{ name: 'errors', points: values.map((value, at) => [at, value]) }] },
  ];
  expect(compared(series(1, 1, 1, 100, 1, 1), series(90, 90))).toContain('≠ errors (mean 90, was 17.5)');
  expect(compared(series(90, 1, 100), series(3, 3))).toContain('≠ errors (mean 3, was 63.7)');
  expect(compared(series(1, 1, 1, 100, 1, 1), series(20, 20))).toContain('Nothing differs');
});

test('of a file is said whether it changed, and by how many lines', () => {
  const file = (text: string, name = 'rows.csv'): Finding => ({ type: 'file', name, contentType: 'text/csv', text });
  expect(compared([file('a\nb')], [file('a\nb')])).toContain('Nothing differs');
  const said = compared([file('a\nb\nc')], [file('a\nB\nc\nd')]);
  expect(said).toContain('1 thing differs');
  expect(said).toContain('≠ rows.csv changed: 2 lines are new, 1 line is gone.');
  expect(compared([file('a\nb')], [file('b\na')])).toContain('rows.csv changed: its lines stand in another order.');
  expect(compared([file('a')], [file('a', 'other.csv')])).toMatch(
    /2 things differ.*≠ other\.csv \(new\).*≠ Gone: rows\.csv/s,
  );
  const log = (text: string): readonly Finding[] => [
    { type: 'file', name: 'a.log', contentType: 'text/plain', text, volatile: true },
  ];
  expect(compared(log('a'), log('b'))).toContain('Nothing differs');
});

test('of a file that was kept in part, only that part is compared', () => {
  const file = (text: string): readonly Finding[] => [
    { type: 'file', name: 'rows.csv', contentType: 'text/csv', text },
  ];
  const whole = Array.from({ length: 40_000 }, (_, line) => `line ${line}`).join('\n');
  const { kept, cut } = keepable(file(whole));
  expect(cut).toBe(true);
  const cutOff = { before: true, now: false };
  expect(findingsToText(compareFindings(kept, file(whole), cutOff))).toContain('Nothing differs');
  const other = findingsToText(compareFindings(kept, file(`first\n${whole}`), cutOff));
  expect(other).toContain('≠ rows.csv changed; how much is not known');
});

test('a comparison judges nothing by itself, and says what a verdict of before said', () => {
  const count = (n: number): readonly Finding[] => [{ type: 'text', id: 'count', text: `${n} rows.` }];
  for (const now of [count(1), count(9)])
    expect(compareFindings(count(1), now).some(({ type }) => type === 'verdict')).toBe(false);
  const said = compared([bad('3 lines speak of errors.')], [bad('3,000 lines speak of errors.')]);
  expect(said).toContain('3,000 lines speak of errors. (before: 3 lines speak of errors.)');
});

test('a verdict that a run which was cut off does not have is not called new', () => {
  const said = findingsToText(compareFindings([], [bad('It is revoked.')], { before: true, now: false }));
  expect(said).toContain('Nothing differs');
  expect(said).toContain('✗ It is revoked.\n');
});

test('findings that appear or vanish whole are counted and named', () => {
  const tree: Finding = { type: 'tree', id: 'chain', title: 'Chain', roots: [{ label: 'a' }] };
  const text: Finding = { type: 'text', text: 'The cache is off.\nAsk.' };
  const appeared = compared([ok('Well.')], [ok('Well.'), tree, text]);
  expect(appeared).toContain('2 things differ');
  expect(appeared).toContain('≠ Chain (new)');
  expect(appeared).toContain('≠ The cache is off. (new)');
  const vanished = compared([ok('Well.'), tree, facts({ status: 200 })], [ok('Well.')]);
  expect(vanished).toContain('2 things differ');
  expect(vanished).toContain('≠ Gone: Chain');
  expect(vanished).toContain('≠ Gone: status');
  const volatile: readonly Finding[] = [
    { type: 'lines', text: 'a', volatile: true },
    { type: 'facts', facts: [{ name: 'ms', value: 3, volatile: true }] },
    { type: 'file', name: 'a.csv', contentType: 'text/csv', text: 'a', volatile: true },
  ];
  expect(compared([ok('Well.')], [ok('Well.'), ...volatile])).toContain('Nothing differs');
});

test('what a run that was kept in part does not have is neither new nor gone', () => {
  const table: Finding = {
    type: 'table',
    columns: [{ name: 'id', key: true }, { name: 'value' }],
    rows: Array.from({ length: 4000 }, (_, id) => [`row ${id}`, 'x'.repeat(20)]),
  };
  const text = Array.from({ length: 9000 }, (_, line) => `line ${line}`).join('\n');
  for (const whole of [[table], [{ type: 'lines', text } as const]]) {
    const { kept, cut } = keepable(whole);
    expect(cut).toBe(true);
    const said = findingsToText(compareFindings(kept, whole, { before: true, now: false }));
    expect(said).toContain('times and counts that differ in every run are not compared. Not all of that run is kept');
    expect(said).not.toMatch(/\((new|gone|was)/);
    const cutNow = findingsToText(compareFindings(whole, kept, { before: false, now: true }));
    expect(cutNow).not.toMatch(/\(gone\)/);
  }
  const changed = { ...table, rows: [['row 0', 'y'], ...table.rows.slice(2)] };
  const said = findingsToText(compareFindings(keepable([table]).kept, [changed], { before: true, now: false }));
  expect(said).toContain('2 things differ');
  expect(said).toMatch(/row 1 \(gone\)/);
});

test('nor is that so of the steps of a plan, of series or of facts', () => {
  const point = [[0, 1]] as const;
  const of = (...names: readonly string[]): readonly Finding[] => [
    { type: 'tree', roots: [{ label: 'Limit', children: names.map((label) => ({ label, details: [label] })) }] },
    { type: 'series', series: names.map((name) => ({ name, points: point })) },
    facts(Object.fromEntries(names.map((name) => [name, 1]))),
  ];
  const differing = (before: readonly Finding[], now: readonly Finding[], cut: 'before' | 'now'): string =>
    findingsToText(compareFindings(before, now, { before: cut === 'before', now: cut === 'now' }));
  expect(differing(of('a', 'b'), of('a'), 'now')).toContain('Nothing differs');
  expect(differing(of('a'), of('a', 'b'), 'before')).toContain('Nothing differs');
  expect(differing(of('a'), of('a', 'b'), 'now')).toContain('3 things differ');
  expect(differing(of('a', 'b'), of('a'), 'before')).toContain('3 things differ');
});

test('nor of a verdict that this run could not hand on any more', () => {
  const lines: Finding = { type: 'lines', title: 'log', text: 'a' };
  const before: readonly Finding[] = [lines, { type: 'verdict', verdict: 'bad', reason: 'The disk is full.' }];
  expect(findingsToText(compareFindings(before, [lines], { before: false, now: true }))).not.toContain('Gone');
  expect(findingsToText(compareFindings(before, [lines]))).toContain('Gone: The disk is full.');
});

test('a series of many lines is kept with its peaks, so that it can be compared', () => {
  const wave: Finding = {
    type: 'series',
    series: Array.from({ length: 40 }, (_, line) => ({
      name: `rate{instance="10.0.0.${line}:9090"}`,
      points: Array.from({ length: 300 }, (__, at) => [1e12 + at * 12_000, at === 150 ? 999 : line + at / 7] as const),
    })),
  };
  const { kept } = keepable([ok('40 series.'), wave]);
  expect(JSON.stringify(kept).length).toBeLessThan(65_000);
  const [, series] = kept;
  if (series?.type !== 'series') throw new Error('it was dropped');
  expect(series.series).toHaveLength(40);
  for (const { points } of series.series) expect(points.map(([, value]) => value)).toContain(999);
  expect(findingsToText(compareFindings(kept, [ok('40 series.'), wave], { before: true, now: false }))).toContain(
    'Nothing differs',
  );
});

test('costs that an older Muster recorded among the details are no difference', () => {
  const tree = (node: TreeNode): readonly Finding[] => [{ type: 'tree', roots: [node] }];
  const old = tree({ label: 'Seq Scan', details: ['cost 1', 'filter: x'] });
  expect(compared(old, tree({ label: 'Seq Scan', volatile: ['cost 2'], details: ['filter: x'] }))).toContain(
    'Nothing differs',
  );
  expect(compared(old, tree({ label: 'Seq Scan', volatile: ['cost 2'], details: ['filter: y'] }))).toContain(
    '≠ filter: y (new)',
  );
});

// Lists that were copied for each line ran into this test's time limit.
test('a long text of equal lines is compared, and so is one that has nothing of the other', () => {
  const many = (line: string, count: number): readonly Finding[] => lines(Array<string>(count).fill(line).join('\n'));
  expect(compared(many('', 150_000), many('', 150_000))).toContain('Nothing differs');
  expect(compared(many('a', 150_000), many('b', 1))).toContain('150001 things differ');
});

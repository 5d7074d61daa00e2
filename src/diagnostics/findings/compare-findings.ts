import { type Cell, cellText, type Finding, type Findings, marked } from '../kit/finding.ts';
import { compareLines, type CutOff, WHOLE } from './compare-lines.ts';
import { compareSeries } from './compare-series.ts';
import { compareTrees } from './compare-trees.ts';

type Table = Extract<Finding, { type: 'table' }>;
type Facts = Extract<Finding, { type: 'facts' }>;
type Text = Extract<Finding, { type: 'text' | 'lines' }>;

const isText = (finding: Finding): finding is Text => finding.type === 'text' || finding.type === 'lines';

/**
 * The findings of now with what differs from before marked; what is gone is shown as gone. What differs by nature
 * (what is `volatile`: latencies, counters, log lines) is not marked, and files are not compared. A verdict at the top says how
 * much differs. What a side that was cut off does not have is no difference: it may have been there.
 */
export function compareFindings(before: Findings, now: Findings, cutOff: CutOff = WHOLE): Findings {
  let differences = 0;
  const onDifference = (): void => {
    differences++;
  };
  const differs = (cell: Cell, was: Cell | undefined): Cell => {
    if (was !== undefined && cellText(was) === cellText(cell)) return cell;
    differences++;
    const text = cellText(cell);
    if (was !== undefined) return marked(`${text} (was ${cellText(was) || 'empty'})`, 'differs');
    return marked(text.endsWith('(gone)') ? text : `${text} (new)`, 'differs');
  };
  const pairs = pairsOf(before, now);
  const compared = now.map((finding): Finding => {
    const old = pairs.get(finding);
    if (finding.type === 'facts' && old?.type === 'facts') return compareFacts(old, finding, differs, cutOff);
    if (finding.type === 'table' && old?.type === 'table') return compareTables(old, finding, differs, cutOff);
    if (finding.type === 'tree' && old?.type === 'tree')
      return { ...finding, roots: compareTrees(old.roots, finding.roots, onDifference, cutOff) };
    if (finding.type === 'series' && old?.type === 'series' && !isVolatile(finding) && !isVolatile(old))
      return compareSeries(old, finding, onDifference, cutOff);
    if (isText(finding) && old && isText(old) && finding.volatile !== true) {
      const was = old.text.split('\n');
      // Where the record ends in the middle, its last line may be half of one.
      const whole = cutOff.before && was.at(-1) === '…' ? was.slice(0, -2) : was;
      return { ...finding, text: compareLines(whole, finding.text.split('\n'), onDifference, cutOff).join('\n') };
    }
    if (finding.type !== 'verdict') {
      if (old || cutOff.before || isVolatile(finding)) return finding;
      differences++;
      return { ...finding, title: `≠ ${titleOf(finding)} (new)` };
    }
    if (old?.type !== 'verdict') {
      differences++;
      return { ...finding, reason: `≠ ${finding.reason} (new)` };
    }
    if (old.verdict === finding.verdict) return finding;
    differences++;
    return { ...finding, reason: `≠ ${finding.reason} (before: ${old.verdict}, ${old.reason})` };
  });
  const paired = new Set(pairs.values());
  const gone = before.flatMap((old): readonly Finding[] => {
    if (cutOff.now || paired.has(old) || old.id === 'comparison') return [];
    if (old.type === 'verdict') return [{ ...old, verdict: 'ok', reason: `≠ Gone: ${old.reason}` }];
    return isVolatile(old) ? [] : [{ type: 'text', text: `≠ Gone: ${titleOf(old)}` }];
  });
  differences += gone.length;
  return [
    {
      type: 'verdict',
      id: 'comparison',
      verdict: differences === 0 ? 'ok' : 'warn',
      reason: [
        differences === 0
          ? 'Nothing differs from the run before; times and counts that differ in every run are not compared.'
          : `${differences} ${differences === 1 ? 'thing differs' : 'things differ'} from the run before; they are marked ≠.`,
        ...(cutOff.before
          ? ['Not all of that run is kept: what its tables and texts do not have is not called new.']
          : []),
        ...(cutOff.now ? ['Not all of this run was handed on: what is missing in it is not called gone.'] : []),
      ].join(' '),
    },
    ...compared,
    ...gone,
  ];
}

/** Files, and what as a whole differs by nature. */
const isVolatile = (finding: Finding): boolean =>
  finding.type === 'file' ||
  ('volatile' in finding && finding.volatile === true) ||
  (finding.type === 'facts' && finding.facts.every(({ volatile }) => volatile === true));

/** What a finding is called: its title, its id, else how it begins. */
function titleOf(finding: Finding): string {
  if (finding.title !== undefined) return finding.title;
  if (finding.id !== undefined) return finding.id;
  if (isText(finding)) return finding.text.split('\n', 1)[0]?.slice(0, 100) ?? '';
  if (finding.type === 'facts')
    return finding.facts
      .map(({ name }) => name)
      .join(', ')
      .slice(0, 100);
  return `a ${finding.type}`;
}

/**
 * To each finding the one of before that it is to be compared with: by id, else by type and title. Verdicts without an id are
 * told apart by what they say; a single one on each side is the same question with another answer.
 */
function pairsOf(before: Findings, now: Findings): ReadonlyMap<Finding, Finding> {
  const nameless = (findings: Findings): Findings =>
    findings.filter(({ type, id }) => type === 'verdict' && id === undefined);
  const single = nameless(before).length === 1 && nameless(now).length === 1;
  const isSame = (a: Finding, b: Finding): boolean => {
    if (a.type !== b.type || a.id !== b.id) return false;
    if (a.id !== undefined) return true;
    if (a.type === 'verdict' && b.type === 'verdict') return single || a.reason === b.reason;
    return a.title === b.title;
  };
  const left = new Set(before);
  return new Map(
    now.flatMap((finding) => {
      // Two that are alike are told apart by their order.
      const old = [...left].find((other) => isSame(other, finding));
      if (!old) return [];
      left.delete(old);
      return [[finding, old] as const];
    }),
  );
}

function compareFacts(
  old: Facts,
  now: Facts,
  differs: (cell: Cell, was: Cell | undefined) => Cell,
  cutOff: CutOff,
): Facts {
  const was = new Map(old.facts.map((fact) => [fact.name, fact.value]));
  const gone = old.facts.filter(
    ({ name, volatile }) => !cutOff.now && volatile !== true && !now.facts.some((fact) => fact.name === name),
  );
  return {
    ...now,
    facts: [
      ...now.facts.map((fact) =>
        fact.volatile === true || (cutOff.before && !was.has(fact.name))
          ? fact
          : { ...fact, value: differs(fact.value, was.get(fact.name)) },
      ),
      ...gone.map((fact) => ({ ...fact, value: differs('gone', fact.value) })),
    ],
  };
}

function compareTables(
  old: Table,
  now: Table,
  differs: (cell: Cell, was: Cell | undefined) => Cell,
  cutOff: CutOff,
): Table {
  const keyColumns = now.columns.flatMap(({ key }, index) => (key === true ? [index] : []));
  const keys = keyColumns.length > 0 ? keyColumns : [0];
  const keyOf = (row: readonly Cell[]): string => JSON.stringify(keys.map((index) => cellText(row[index] ?? null)));
  const was = new Map(old.rows.map((row) => [keyOf(row), row]));
  const seen = new Set<string>();
  const rows = now.rows.map((row) => {
    const before = was.get(keyOf(row));
    seen.add(keyOf(row));
    const firstKey = keys[0] ?? 0;
    if (!before && cutOff.before) return row;
    if (!before) return row.map((cell, index) => (index === firstKey ? differs(cell, undefined) : cell));
    return row.map((cell, index) =>
      keys.includes(index) || now.columns[index]?.volatile === true ? cell : differs(cell, before[index]),
    );
  });
  const gone = old.rows
    .filter((row) => !cutOff.now && !seen.has(keyOf(row)))
    .map((row) =>
      row.map((cell, index) => (index === (keys[0] ?? 0) ? differs(`${cellText(cell)} (gone)`, undefined) : cell)),
    );
  return { ...now, rows: [...rows, ...gone] };
}

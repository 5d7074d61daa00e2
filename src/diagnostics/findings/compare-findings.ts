import { type Cell, cellText, type Finding, type Findings, marked } from '../kit/finding.ts';
import { compareLines } from './compare-lines.ts';
import { compareSeries } from './compare-series.ts';
import { compareTrees } from './compare-trees.ts';

type Table = Extract<Finding, { type: 'table' }>;
type Facts = Extract<Finding, { type: 'facts' }>;
type Text = Extract<Finding, { type: 'text' | 'lines' }>;

const isText = (finding: Finding): finding is Text => finding.type === 'text' || finding.type === 'lines';

/**
 * The findings of now with what differs from before marked; what is gone is shown as gone. What differs by nature
 * (what is `volatile`: latencies, counters, log lines) is not marked, and files are not compared. A verdict at the top says how
 * much differs.
 */
export function compareFindings(before: Findings, now: Findings): Findings {
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
    if (finding.type === 'facts' && old?.type === 'facts') return compareFacts(old, finding, differs);
    if (finding.type === 'table' && old?.type === 'table') return compareTables(old, finding, differs);
    if (finding.type === 'tree' && old?.type === 'tree')
      return { ...finding, roots: compareTrees(old.roots, finding.roots, onDifference) };
    if (finding.type === 'series' && old?.type === 'series' && finding.volatile !== true)
      return compareSeries(old, finding, onDifference);
    if (isText(finding) && old && isText(old) && finding.volatile !== true) {
      const [was, is] = [old, finding].map(({ text }) => text.split('\n'));
      return { ...finding, text: compareLines(was ?? [], is ?? [], onDifference).join('\n') };
    }
    if (finding.type !== 'verdict') return finding;
    if (old?.type !== 'verdict') {
      differences++;
      return { ...finding, reason: `≠ ${finding.reason} (new)` };
    }
    if (old.verdict === finding.verdict) return finding;
    differences++;
    return { ...finding, reason: `≠ ${finding.reason} (before: ${old.verdict}, ${old.reason})` };
  });
  const paired = new Set(pairs.values());
  const gone = before.flatMap((old): readonly Finding[] =>
    old.type === 'verdict' && !paired.has(old) && old.id !== 'comparison'
      ? [{ ...old, verdict: 'ok', reason: `≠ Gone: ${old.reason}` }]
      : [],
  );
  differences += gone.length;
  return [
    {
      type: 'verdict',
      id: 'comparison',
      verdict: differences === 0 ? 'ok' : 'warn',
      reason:
        differences === 0
          ? 'Nothing differs from the run before, apart from what always does.'
          : `${differences} ${differences === 1 ? 'thing differs' : 'things differ'} from the run before; they are marked ≠.`,
    },
    ...compared,
    ...gone,
  ];
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

function compareFacts(old: Facts, now: Facts, differs: (cell: Cell, was: Cell | undefined) => Cell): Facts {
  const was = new Map(old.facts.map((fact) => [fact.name, fact.value]));
  const gone = old.facts.filter(
    ({ name, volatile }) => volatile !== true && !now.facts.some((fact) => fact.name === name),
  );
  return {
    ...now,
    facts: [
      ...now.facts.map((fact) =>
        fact.volatile === true ? fact : { ...fact, value: differs(fact.value, was.get(fact.name)) },
      ),
      ...gone.map((fact) => ({ ...fact, value: differs('gone', fact.value) })),
    ],
  };
}

function compareTables(old: Table, now: Table, differs: (cell: Cell, was: Cell | undefined) => Cell): Table {
  const keyColumns = now.columns.flatMap(({ key }, index) => (key === true ? [index] : []));
  const keys = keyColumns.length > 0 ? keyColumns : [0];
  const keyOf = (row: readonly Cell[]): string => JSON.stringify(keys.map((index) => cellText(row[index] ?? null)));
  const was = new Map(old.rows.map((row) => [keyOf(row), row]));
  const seen = new Set<string>();
  const rows = now.rows.map((row) => {
    const before = was.get(keyOf(row));
    seen.add(keyOf(row));
    const firstKey = keys[0] ?? 0;
    if (!before) return row.map((cell, index) => (index === firstKey ? differs(cell, undefined) : cell));
    return row.map((cell, index) =>
      keys.includes(index) || now.columns[index]?.volatile === true ? cell : differs(cell, before[index]),
    );
  });
  const gone = old.rows
    .filter((row) => !seen.has(keyOf(row)))
    .map((row) =>
      row.map((cell, index) => (index === (keys[0] ?? 0) ? differs(`${cellText(cell)} (gone)`, undefined) : cell)),
    );
  return { ...now, rows: [...rows, ...gone] };
}

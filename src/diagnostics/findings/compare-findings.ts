import { type Cell, cellText, type Finding, type Findings, marked, type TreeNode } from '../kit/finding.ts';

type Table = Extract<Finding, { type: 'table' }>;
type Facts = Extract<Finding, { type: 'facts' }>;
type Tree = Extract<Finding, { type: 'tree' }>;

/**
 * The findings of now with what differs from before marked; what is gone is shown as gone. What differs by nature
 * (volatile facts and columns: latencies, counters) is not marked. A verdict at the top says how much differs.
 */
export function compareFindings(before: Findings, now: Findings): Findings {
  let differences = 0;
  const differs = (cell: Cell, was: Cell | undefined): Cell => {
    if (was !== undefined && cellText(was) === cellText(cell)) return cell;
    differences++;
    return marked(
      was === undefined ? `${cellText(cell)} (new)` : `${cellText(cell)} (was ${cellText(was) || 'empty'})`,
      'differs',
    );
  };
  const compared = now.map((finding): Finding => {
    const old = before.find((other) => isSame(other, finding));
    if (finding.type === 'facts' && old?.type === 'facts') return compareFacts(old, finding, differs);
    if (finding.type === 'table' && old?.type === 'table') return compareTables(old, finding, differs);
    if (finding.type === 'tree' && old?.type === 'tree') return compareTrees(old, finding, () => differences++);
    if (finding.type === 'verdict' && old?.type === 'verdict' && old.verdict !== finding.verdict) {
      differences++;
      return { ...finding, reason: `${finding.reason} (before: ${old.verdict}, ${old.reason})` };
    }
    return finding;
  });
  const gone = before.filter((old) => !now.some((finding) => isSame(old, finding)) && old.type === 'verdict').length;
  differences += gone;
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
  ];
}

/** Findings with an id are the same by id; others by what they are and are called. */
const isSame = (a: Finding, b: Finding): boolean =>
  a.type === b.type && (a.id !== undefined || b.id !== undefined ? a.id === b.id : a.title === b.title);

function compareFacts(old: Facts, now: Facts, differs: (cell: Cell, was: Cell | undefined) => Cell): Facts {
  const was = new Map(old.facts.map((fact) => [fact.name, fact.value]));
  return {
    ...now,
    facts: now.facts.map((fact) =>
      fact.volatile === true ? fact : { ...fact, value: differs(fact.value, was.get(fact.name)) },
    ),
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
      row.map((cell, index) => (index === (keys[0] ?? 0) ? differs(`${cellText(cell)} (gone)`, cell) : cell)),
    );
  return { ...now, rows: [...rows, ...gone] };
}

/** By path of labels; details hold costs and times, which always differ. */
function compareTrees(old: Tree, now: Tree, onDifference: () => void): Tree {
  const pathsOf = (nodes: readonly TreeNode[], prefix = ''): readonly string[] =>
    nodes.flatMap((node, index) => {
      const path = `${prefix}/${index} ${node.label}`;
      return [path, ...pathsOf(node.children ?? [], path)];
    });
  const was = new Set(pathsOf(old.roots));
  const walk = (nodes: readonly TreeNode[], prefix = ''): readonly TreeNode[] =>
    nodes.map((node, index) => {
      const path = `${prefix}/${index} ${node.label}`;
      const children = node.children && walk(node.children, path);
      const known = was.has(path);
      if (!known) onDifference();
      return { ...node, ...(children && { children }), ...(!known && { mark: 'differs' as const }) };
    });
  return { ...now, roots: walk(now.roots) };
}

import { type Cell, cellText, type Finding } from '../kit/finding.ts';
import type { CutOff } from './compare-lines.ts';

type Table = Extract<Finding, { type: 'table' }>;
type Facts = Extract<Finding, { type: 'facts' }>;
/** The cell of now, marked where it is another than before; `was` is undefined where there was none. */
type MarkCell = (cell: Cell, was: Cell | undefined) => Cell;

/** Each fact beside the one of its name. */
export function compareFacts(old: Facts, now: Facts, differs: MarkCell, cutOff: CutOff): Facts {
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

/** Each row beside the one with the same values in its key columns. */
export function compareTables(old: Table, now: Table, differs: MarkCell, cutOff: CutOff): Table {
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

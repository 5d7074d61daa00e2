import type { Row } from '../sql/session.ts';
import type { PlanNode } from './plan.ts';
import { defined } from './postgres-plan.ts';

/** https://www.sqlite.org/eqp.html: rows of id, parent and detail. */
export function readSqlitePlan(rows: readonly Row[]): PlanNode {
  const below = (parent: unknown): readonly PlanNode[] =>
    rows.filter((row) => row['parent'] === parent).map((row) => nodeOf(String(row['detail']), below(row['id'])));
  const roots = below(0);
  const [only] = roots;
  return roots.length === 1 && only ? only : { operation: 'Nested loop', notes: [], children: roots };
}

function nodeOf(detail: string, children: readonly PlanNode[]): PlanNode {
  const match =
    /^(SCAN|SEARCH) (?:TABLE )?(\S+)(?: AS \S+)?(?: USING (?:AUTOMATIC )?(?:COVERING )?(?:PARTIAL )?(INDEX (\S+)|INTEGER PRIMARY KEY))?/.exec(
      detail,
    );
  const table = match?.[2];
  return {
    ...defined({ table, index: match?.[4] }),
    operation: match ? (match[1] === 'SCAN' ? 'Full scan' : 'Search') : detail,
    fullScan: match?.[1] === 'SCAN' && match[3] === undefined,
    notes: match ? [detail] : [],
    children,
  };
}

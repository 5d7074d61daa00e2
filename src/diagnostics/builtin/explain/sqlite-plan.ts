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

/** Names stand there without quotes, blanks and all: one ends where what SQLite says of its step begins. */
const TABLE_STEP =
  /^(?<how>SCAN|SEARCH) (?<table>.+?)(?<used> USING (?:(?:AUTOMATIC |PARTIAL |COVERING )*INDEX(?: (?<index>[^(].*?))?|(?:INTEGER )?PRIMARY KEY)(?= \(|$))?(?: \(.*\)| VIRTUAL TABLE INDEX .*)?(?: LEFT-JOIN)?$/;

function nodeOf(detail: string, children: readonly PlanNode[]): PlanNode {
  const { how, table, used, index } = TABLE_STEP.exec(detail)?.groups ?? {};
  const match = how !== undefined;
  return {
    ...defined({ table, index }),
    operation: match ? (how === 'SCAN' ? 'Full scan' : 'Search') : detail,
    fullScan: how === 'SCAN' && used === undefined,
    notes: match ? [detail] : [],
    children,
  };
}

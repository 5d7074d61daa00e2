import type { Engine } from '../sql/database-config.ts';
import type { Statement } from '../sql/statement.ts';
import type { PlanNode } from './plan.ts';

/** From this factor on an estimate leads to another plan than the right one would have. */
const NOTABLE_FACTOR = 100;

/** Stops reading below it when it has what it needs: the first rows, a first match, the end of the other side (or its being empty). */
const STOPS_EARLY = /^Limit$|\b(Semi|Anti)\b|(Merge|Hash) Join/;
/** Reads everything below it before it hands on a row. */
const READS_ALL = /^Sort$|^Hash$|^(Hash)?Aggregate$|^SetOp$|^ModifyTable$/;

export interface Misjudged {
  readonly node: PlanNode;
  readonly estimated: number;
  readonly actual: number;
  readonly factor: number;
}

/**
 * Steps of a measured plan that hand on far more or fewer rows than the server expected. Only where an error begins: the
 * steps above inherit it. Fewer rows from a step that was perhaps not read to the end tell nothing.
 */
export function misjudged(plan: PlanNode, statement: Statement, engine: Engine): readonly Misjudged[] {
  const walk = (node: PlanNode, cut: boolean): readonly Misjudged[] => {
    const below = STOPS_EARLY.test(node.operation) || (cut && !READS_ALL.test(node.operation));
    const begun = node.children.flatMap((child) => walk(child, below));
    if (begun.length > 0) return begun;
    const { rowsEstimated: estimated, rowsActual: actual } = node;
    if (estimated === undefined || actual === undefined || (cut && actual < estimated)) return [];
    const ratio = Math.max(estimated, 1) / Math.max(actual, 1);
    const factor = Math.max(ratio, 1 / ratio);
    return factor < NOTABLE_FACTOR ? [] : [{ node, estimated, actual, factor }];
  };
  // MySQL's plan has no step for a LIMIT.
  return walk(plan, engine === 'mysql' && statement.limited);
}

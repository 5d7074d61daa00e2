import type { PlanNode } from './plan.ts';

/** Stops reading below it when it has what it needs: the first rows, a first match, the end of the other side. */
const STOPS_EARLY = /^Limit$|\b(Semi|Anti)\b|Merge Join/;
/** Reads everything below it before it hands on a row. */
const READS_ALL = /^(Incremental )?Sort$|^Hash$|^(Hash)?Aggregate$|^Group$|^SetOp$|^ModifyTable$/;

/**
 * Steps of a measured PostgreSQL plan that were perhaps not read to the end: that fewer rows came than were estimated tells
 * nothing of the estimate.
 */
export function nodesCutShort(plan: PlanNode): ReadonlySet<PlanNode> {
  const found = new Set<PlanNode>();
  const walk = (node: PlanNode, cut: boolean): void => {
    if (cut) found.add(node);
    const below = STOPS_EARLY.test(node.operation) || (cut && !READS_ALL.test(node.operation));
    for (const child of node.children) walk(child, below);
  };
  walk(plan, false);
  return found;
}

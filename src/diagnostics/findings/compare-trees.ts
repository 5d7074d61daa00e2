import type { TreeNode } from '../kit/finding.ts';
import { compareLines, type CutOff, type OnDifference } from './compare-lines.ts';

/**
 * The steps of now, each beside the one of before that has its label, else beside the one that stood in its place. Details
 * are compared line by line; those that differ by nature (`volatile`) are not. What is gone stands at the end of its siblings.
 */
export function compareTrees(
  before: readonly TreeNode[],
  now: readonly TreeNode[],
  onDifference: OnDifference,
  cutOff: CutOff,
): readonly TreeNode[] {
  const left = [...before];
  const take = (fits: (old: TreeNode) => boolean): TreeNode | undefined => {
    const at = left.findIndex(fits);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const same = now.map(({ label }) => take((old) => old.label === label));
  const compared = now.map((node, index) => {
    const old = same[index] ?? left.shift();
    const children = compareTrees(old?.children ?? [], node.children ?? [], onDifference, cutOff);
    const details = old ? compareLines(comparable(old, node), node.details ?? [], onDifference, cutOff) : node.details;
    const shown = { ...node, ...(details?.length && { details }), ...(children.length > 0 && { children }) };
    if (old ? old.label === node.label : cutOff.before) return shown;
    onDifference();
    return { ...shown, label: `${node.label} (${old ? `was ${old.label}` : 'new'})`, mark: 'differs' as const };
  });
  const gone = (cutOff.now ? [] : left).map((node): TreeNode => {
    onDifference();
    return { label: `${node.label} (gone)`, mark: 'differs' };
  });
  return [...compared, ...gone];
}

/** The details of before. What Muster 0.1 recorded has costs and latencies among them, where they are `volatile` now. */
const comparable = (old: TreeNode, now: TreeNode): readonly string[] =>
  now.volatile && !old.volatile
    ? (old.details ?? []).filter((detail) => now.details?.includes(detail))
    : (old.details ?? []);

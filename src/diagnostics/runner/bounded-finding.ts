import type { Finding, TreeNode } from '../kit/finding.ts';
import { MOST_SHOWN_BYTES } from './protocol.ts';

/** More than that nobody reads, and each costs the main thread something, however little stands in it. */
const MOST_ROWS = 5_000;
const MOST_COLUMNS = 50;
const MOST_FACTS = 500;
const MOST_NODES = 2_000;
const MOST_DEPTH = 60;
const MOST_SERIES = 200;
const MOST_POINTS = 20_000;

/** The finding itself where it is of a size that can be drawn; else what comes first of it. Runs in the plugin's worker. */
export function boundedFinding(finding: Finding): Finding {
  switch (finding.type) {
    case 'table':
      return boundedTable(finding);
    case 'facts':
      return finding.facts.length <= MOST_FACTS ? finding : { ...finding, facts: finding.facts.slice(0, MOST_FACTS) };
    case 'tree': {
      const left = { nodes: MOST_NODES };
      const roots = boundedNodes(finding.roots, left, MOST_DEPTH);
      return roots === finding.roots ? finding : { ...finding, roots };
    }
    case 'series': {
      let left = MOST_POINTS;
      const series = finding.series.slice(0, MOST_SERIES).map((one) => {
        const points = one.points.length <= left ? one.points : one.points.slice(one.points.length - left);
        left -= points.length;
        return points === one.points ? one : { ...one, points };
      });
      const isWhole = series.length === finding.series.length && series.every((one, at) => one === finding.series[at]);
      return isWhole ? finding : { ...finding, series };
    }
    default:
      return finding;
  }
}

/** Of a table that alone would take all the room, the first rows. */
function boundedTable(finding: Extract<Finding, { type: 'table' }>): Finding {
  const isWide = finding.columns.length > MOST_COLUMNS;
  const narrow = <T>(row: readonly T[]): readonly T[] => (isWide ? row.slice(0, MOST_COLUMNS) : row);
  const isLong = finding.rows.length > MOST_ROWS;
  const rows = isLong || isWide ? finding.rows.slice(0, MOST_ROWS).map(narrow) : finding.rows;
  const table = isLong || isWide ? { ...finding, columns: narrow(finding.columns), rows } : finding;
  const share = MOST_SHOWN_BYTES / 2 / JSON.stringify(table).length;
  return share >= 1 ? table : { ...table, rows: rows.slice(0, Math.floor(rows.length * share)) };
}

/** The very list where nothing had to be left out. */
function boundedNodes(nodes: readonly TreeNode[], left: { nodes: number }, depth: number): readonly TreeNode[] {
  if (depth === 0) return [];
  let isWhole = true;
  const kept: TreeNode[] = [];
  for (const node of nodes) {
    if (left.nodes-- <= 0) {
      isWhole = false;
      break;
    }
    const children = node.children && boundedNodes(node.children, left, depth - 1);
    isWhole &&= children === node.children;
    kept.push(children === node.children ? node : { ...node, ...(children && { children }) });
  }
  return isWhole ? nodes : kept;
}

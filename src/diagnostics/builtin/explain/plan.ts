import { createHash } from 'node:crypto';
import { redactLiterals, type SqlDialect, type TreeNode } from '../../plugin.ts';
import { counted } from '../counted.ts';

/** One step of a plan, whatever the server. */
export interface PlanNode {
  /** `Seq Scan`, `Index Scan`, `Hash Join` … as the server names it. */
  readonly operation: string;
  /** By its name, and in MySQL by its alias where it has one. */
  readonly table?: string;
  /** PostgreSQL: what the statement calls the table. */
  readonly alias?: string;
  readonly index?: string;
  readonly fullScan?: boolean;
  readonly cost?: number;
  /** For one loop. */
  readonly rowsEstimated?: number;
  readonly rowsActual?: number;
  readonly rowsRemoved?: number;
  readonly loops?: number;
  /** Of this step and everything below it, over all loops. */
  readonly timeMs?: number;
  readonly buffers?: { readonly hit: number; readonly read: number; readonly temp: number };
  /** Redacted. */
  readonly filter?: string;
  /** It did not fit into memory. How much of the disk that took, or how often it went over it, as the server says. */
  readonly spilled?: { readonly kB?: number; readonly mergePasses?: number };
  readonly notes: readonly string[];
  readonly children: readonly PlanNode[];
}

export const allNodes = (node: PlanNode): readonly PlanNode[] => [node, ...node.children.flatMap(allNodes)];

/** Of a step of which the server does not say it (MySQL's nested loop): what those below it take. */
const whole = (node: PlanNode, of: 'timeMs' | 'cost'): number => node[of] ?? below(node, of);
const below = (node: PlanNode, of: 'timeMs' | 'cost'): number =>
  node.children.reduce((sum, child) => sum + whole(child, of), 0);

/** What a node itself takes, without those below it. */
const ownShare = (node: PlanNode, of: 'timeMs' | 'cost'): number => whole(node, of) - below(node, of);

/** The node that takes most, by measured time or else by cost. */
export function hotNode(root: PlanNode): PlanNode | undefined {
  const of = root.timeMs === undefined ? 'cost' : 'timeMs';
  const nodes = allNodes(root).filter((node) => node[of] !== undefined);
  return nodes.length < 2
    ? nodes[0]
    : nodes.reduce((hot, node) => (ownShare(node, of) > ownShare(hot, of) ? node : hot));
}

const round = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

/** `Seq Scan on orders, 22.6 of 333 ms`: said beside the plan, which may be longer than what a chat shows. */
export function hotStep(root: PlanNode): string | undefined {
  const hot = hotNode(root);
  const of = root.timeMs === undefined ? 'cost' : 'timeMs';
  const total = root[of];
  if (!hot || root.children.length === 0 || total === undefined) return undefined;
  const share = `${round(Math.max(0, ownShare(hot, of)))} of ${round(total)}`;
  return `${nameOf(hot)}, ${of === 'timeMs' ? `${share} ms` : `cost ${share}`}`;
}

const nameOf = ({ operation, table, index }: PlanNode): string =>
  [operation, table && ` on ${table}`, index && ` using ${index}`].filter(Boolean).join('');

/** ` (1,234 kB)`, ` (3 merge passes)`; nothing where the server does not say. */
export function spilledText({ kB, mergePasses }: NonNullable<PlanNode['spilled']>): string {
  if (kB !== undefined) return ` (${round(kB)} kB)`;
  return mergePasses === undefined ? '' : ` (${counted(mergePasses, 'merge pass', 'merge passes')})`;
}

export function planTree(root: PlanNode): TreeNode {
  const hot = hotNode(root);
  const draw = (node: PlanNode): TreeNode => {
    const rows =
      node.rowsEstimated === undefined
        ? undefined
        : node.rowsActual === undefined
          ? `rows ${round(node.rowsEstimated)} (estimated)`
          : `rows ${round(node.rowsEstimated)} estimated, ${round(node.rowsActual)} actual`;
    const measured = [
      node === hot ? '← takes most' : '',
      [
        node.cost === undefined ? undefined : `cost ${round(node.cost)}`,
        rows,
        node.timeMs === undefined ? undefined : `${round(node.timeMs)} ms`,
        node.loops !== undefined && node.loops > 1 ? `${round(node.loops)} loops` : undefined,
      ]
        .filter(Boolean)
        .join(', '),
      node.buffers
        ? `buffers: ${round(node.buffers.hit)} hit, ${round(node.buffers.read)} read${node.buffers.temp > 0 ? `, ${round(node.buffers.temp)} temporary` : ''}`
        : '',
      node.rowsRemoved
        ? `${round(node.rowsRemoved)} ${node.rowsRemoved === 1 ? 'row' : 'rows'} thrown away by the filter`
        : '',
      node.spilled === undefined ? '' : `spilled to disk${spilledText(node.spilled)}`,
    ].filter((detail) => detail !== '');
    const details = [...(node.filter === undefined ? [] : [`filter: ${node.filter}`]), ...node.notes];
    return {
      label: nameOf(node),
      volatile: measured,
      details,
      ...(node === hot && { mark: 'warn' as const }),
      children: node.children.map(draw),
    };
  };
  return draw(root);
}

/** The same shape of plan (steps, tables, indexes) has the same fingerprint, whatever the values and costs. */
export const planFingerprint = (root: PlanNode): string =>
  createHash('sha256')
    .update(JSON.stringify(shape(root)))
    .digest('hex')
    .slice(0, 12);

const shape = ({ operation, table, index, children }: PlanNode): unknown => [
  operation,
  table,
  index,
  children.map(shape),
];

export const redacted = (text: unknown, dialect: SqlDialect): string | undefined =>
  typeof text === 'string' ? redactLiterals(text, { dialect }) : undefined;

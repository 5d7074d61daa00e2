import type { Finding } from '../kit/finding.ts';
import { type CutOff, linesApart } from './compare-lines.ts';

type File = Extract<Finding, { type: 'file' }>;

/** `rows.csv changed: 2 lines are new, 1 is gone.` Undefined where it is the same, or nobody can tell. */
export function compareFiles(before: File | undefined, now: File, cutOff: CutOff): string | undefined {
  if (!before) return cutOff.before ? undefined : `${now.name} (new)`;
  if (before.text === now.text) return undefined;
  // Where the record ends in the middle, only what is kept can be compared, and what came behind cannot be counted.
  const kept = cutOff.before && before.text.endsWith('\n…') ? before.text.slice(0, -2) : undefined;
  if (kept !== undefined)
    return now.text.startsWith(kept)
      ? undefined
      : `${now.name} changed; how much is not known: of the file of before only the beginning is kept.`;
  const { fresh, gone } = linesApart(before.text.split('\n'), now.text.split('\n'));
  if (fresh + gone === 0) return `${now.name} changed: its lines stand in another order.`;
  return `${now.name} changed: ${are(fresh)} new, ${are(gone)} gone.`;
}

const are = (lines: number): string => (lines === 1 ? '1 line is' : `${lines.toLocaleString('en')} lines are`);

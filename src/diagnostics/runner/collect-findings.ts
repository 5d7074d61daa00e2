import type { Clock } from '../../base/clock.ts';
import type { Finding, Findings } from '../kit/finding.ts';
import { refused } from '../kit/refused.ts';
import { LEAST_PARTIAL_INTERVAL_MS, MOST_FINDINGS, MOST_FINDING_BYTES } from './protocol.ts';

/** A plugin that yields for ever without end is a flood, even if each finding takes the place of the last. */
const MOST_YIELDS = 10_000;

/**
 * Takes what a handler returns or yields, in order; a finding with the `id` of an earlier one takes its place.
 * `onPartial` sees the findings so far, at most twice a second. What is beyond the bounds is dropped and said to be.
 */
export async function collectFindings(
  from: Promise<Findings> | AsyncGenerator<Finding | Findings, void | Findings, undefined>,
  clock: Clock,
  onPartial: (findings: Findings) => void,
): Promise<{ findings: Findings; truncated: boolean }> {
  const kept: Finding[] = [];
  const sizes: number[] = [];
  let bytes = 0;
  let truncated = false;
  const add = (findings: Findings): void => {
    for (const finding of findings) {
      const size = JSON.stringify(finding).length;
      const at = finding.id === undefined ? -1 : kept.findIndex(({ id }) => id === finding.id);
      const freed = sizes[at] ?? 0;
      if (bytes + size - freed > MOST_FINDING_BYTES || (at < 0 && kept.length >= MOST_FINDINGS)) {
        truncated = true;
        continue;
      }
      bytes += size - freed;
      kept[at < 0 ? kept.length : at] = finding;
      sizes[at < 0 ? sizes.length : at] = size;
    }
  };

  if (from instanceof Promise) {
    add(await from);
    return { findings: kept, truncated };
  }
  let shownAt = -Infinity;
  for (let yields = 0; ; yields++) {
    const next = await from.next();
    if (next.value) add(Array.isArray(next.value) ? (next.value as Findings) : [next.value as Finding]);
    if (next.done === true) return { findings: kept, truncated };
    if (yields >= MOST_YIELDS || (truncated && yields > MOST_FINDINGS)) {
      await from.return(undefined);
      throw refused(
        'diagnostic/flood',
        'It put out more than is kept of a run, without coming to an end, and was stopped.',
      );
    }
    if (clock.now() - shownAt >= LEAST_PARTIAL_INTERVAL_MS) {
      shownAt = clock.now();
      onPartial([...kept]);
    }
  }
}

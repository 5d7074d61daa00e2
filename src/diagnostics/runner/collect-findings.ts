import type { Clock } from '../../base/clock.ts';
import type { Finding, Findings } from '../kit/finding.ts';
import { refused } from '../kit/refused.ts';
import { boundedFinding } from './bounded-finding.ts';
import { paced } from './pace.ts';
import {
  LEAST_PARTIAL_INTERVAL_MS,
  MOST_FINDING_BYTES,
  MOST_FINDINGS,
  MOST_PARTIAL_BYTES,
  MOST_SHOWN_BYTES,
} from './protocol.ts';

/** A plugin that yields for ever without end is a flood, even if each finding takes the place of the last. */
const MOST_YIELDS = 10_000;

export interface Collected {
  readonly findings: Findings;
  /** More was found than is handed on. */
  readonly truncated: boolean;
}

/**
 * Takes what a handler returns or yields, in order; a finding with the `id` of an earlier one takes its place.
 * `onPartial` sees the findings so far, at most twice a second, and once more when the run fails or is stopped: also what the handler
 * still hands over after the signal. What is beyond the bounds is dropped and said to be.
 */
export async function collectFindings(
  from: Promise<Findings> | AsyncGenerator<Finding | Findings, void | Findings, undefined>,
  clock: Clock,
  signal: AbortSignal,
  onPartial: (collected: Collected) => void,
): Promise<Collected> {
  const kept: Finding[] = [];
  const sizes: number[] = [];
  let bytes = 0;
  let shownBytes = 0;
  let truncated = false;
  const add = (findings: Findings): void => {
    for (const whole of findings) {
      const finding = boundedFinding(whole);
      truncated ||= finding !== whole;
      const size = JSON.stringify(finding).length;
      const at = finding.id === undefined ? -1 : kept.findIndex(({ id }) => id === finding.id);
      const freed = sizes[at] ?? 0;
      const shown = (finding.type === 'file' ? 0 : size) - (kept[at]?.type === 'file' ? 0 : freed);
      if (
        bytes + size - freed > MOST_FINDING_BYTES ||
        shownBytes + shown > MOST_SHOWN_BYTES ||
        (at < 0 && kept.length >= MOST_FINDINGS)
      ) {
        truncated = true;
        continue;
      }
      bytes += size - freed;
      shownBytes += shown;
      kept[at < 0 ? kept.length : at] = finding;
      sizes[at < 0 ? sizes.length : at] = size;
    }
  };

  const tell = (): void => {
    let room = MOST_PARTIAL_BYTES;
    const findings = kept.filter((_, index) => {
      const fits = (sizes[index] ?? 0) <= room;
      if (fits) room -= sizes[index] ?? 0;
      return fits;
    });
    onPartial({ findings, truncated: truncated || findings.length < kept.length });
  };
  if (from instanceof Promise) {
    add(await from);
    if (signal.aborted) tell();
    return { findings: kept, truncated };
  }

  const pace = paced(clock, LEAST_PARTIAL_INTERVAL_MS, tell);
  signal.addEventListener('abort', pace.flush, { once: true });
  try {
    for (let yields = 0; ; yields++) {
      const next = await from.next();
      if (next.value) add(Array.isArray(next.value) ? (next.value as Findings) : [next.value as Finding]);
      if (next.done === true) {
        if (signal.aborted) tell();
        return { findings: kept, truncated };
      }
      pace.due();
      if (yields < MOST_YIELDS && !(truncated && yields > MOST_FINDINGS)) continue;
      await from.return(undefined);
      throw refused(
        'diagnostic/flood',
        'It put out more than is kept of a run, without coming to an end, and was stopped.',
      );
    }
  } catch (error) {
    pace.flush();
    throw error;
  } finally {
    pace.end();
    signal.removeEventListener('abort', pace.flush);
  }
}

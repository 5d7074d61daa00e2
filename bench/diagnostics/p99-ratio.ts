import { quantile } from '../table.ts';

/** The times of one block without and of one beside what is looked at, measured shortly after one another. */
export interface Round {
  readonly without: readonly number[];
  readonly beside: readonly number[];
}

export interface Ratio {
  readonly without: number;
  readonly beside: number;
  readonly ratio: number;
  /** Nine times of ten the ratio lies in between. */
  readonly from: number;
  readonly to: number;
}

const RESAMPLES = 500;
const p99 = (blocks: readonly (readonly number[])[]): number => quantile(blocks.flat(), 0.99);

/**
 * The p99 of all times beside, over that of all times without. Its interval is a bootstrap over whole rounds: what hits the
 * machine hits a block of neighbours, so single times would promise more than they know.
 */
export function p99Ratio(rounds: readonly Round[], random: () => number = Math.random): Ratio {
  const ratioOf = (some: readonly Round[]): number =>
    p99(some.map(({ beside }) => beside)) / p99(some.map(({ without }) => without));
  const resampled = Array.from({ length: RESAMPLES }, () =>
    ratioOf(rounds.flatMap(() => rounds[Math.floor(random() * rounds.length)] ?? [])),
  );
  return {
    without: p99(rounds.map(({ without }) => without)),
    beside: p99(rounds.map(({ beside }) => beside)),
    ratio: ratioOf(rounds),
    from: quantile(resampled, 0.05),
    to: quantile(resampled, 0.95),
  };
}

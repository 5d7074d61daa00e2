import type { Instant } from '../../base/clock.ts';

/** What was looked up in the world for a plan, at one moment: decisions are made on it, and it is looked up again before the run. */
export type Facts = {
  /** Parts of the fingerprint that stand in the world: where the ref points, what the state program prints, the configuration. */
  readonly fingerprint: Readonly<Record<string, string>>;
  /** Required checks that are not green. */
  readonly redChecks: readonly { readonly name: string; readonly state: string }[];
  readonly freezes: readonly { readonly name: string; readonly reason: string; readonly until: Instant }[];
  /** Open incidents of the service that everybody may know of. */
  readonly incidents: readonly { readonly stream: string; readonly number: number; readonly title: string }[];
  /** The environment that comes before this one, when the order is required. */
  readonly before: string | null;
};

export const NO_FACTS: Facts = { fingerprint: {}, redChecks: [], freezes: [], incidents: [], before: null };

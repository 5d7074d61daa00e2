import type { Party, Source } from './entry.ts';

/** Who asks, through what, and under which id: the same id changes things once, however often it is delivered. */
export interface Cause {
  readonly causeId: string;
  readonly actor: Party;
  readonly source: Source;
  /** The effect whose doing this change records. */
  readonly completes?: string;
  /** The effect that this change records as parked, or as to be tried again: its state changes in the same transaction. */
  readonly parks?: { readonly id: string; readonly reason: string };
  readonly unparks?: string;
}

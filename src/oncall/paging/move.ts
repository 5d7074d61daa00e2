import type { Instant } from '../../base/clock.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft } from '../../timeline/entry.ts';
import type { PolicyStep } from '../config/policies.ts';
import type { WHY } from './entries.ts';
import { BEGINS, type PageState, type Told } from './page-state.ts';
import { type Routed, type Routing, flatten, route } from './routing.ts';

export type Why = (typeof WHY)[number];

/** What comes of it. */
export interface Moved {
  readonly entries: readonly EntryDraft[];
  readonly effects: readonly EffectChange[];
}

/** Where a page stands in its policy: -1 is before the first step. */
export interface Place {
  readonly step: number;
  readonly round: number;
}

/** A page that goes on, and everything that its rules look at. */
export interface Move {
  readonly stream: string;
  readonly state: PageState;
  readonly why: Why;
  readonly routing: Routing;
  readonly now: Instant;
  /** Who declined, where that is why. */
  readonly by: string | undefined;
  /** The steps that count now, and how often they are repeated. */
  readonly steps: readonly PolicyStep[];
  readonly repeat: number;
  readonly from: Place;
  /** It begins anew: who was asked or could not before is asked like everybody. */
  readonly begins: boolean;
  readonly unable: ReadonlySet<string>;
}

/** A step with whom it leads to now. */
export interface Step extends Place {
  readonly waitMs: number;
  readonly routed: Routed;
  /** Nobody's quiet hours silence it. */
  readonly last: boolean;
  /** Everybody here has said that they cannot: they are not asked a second time. */
  readonly cannot: boolean;
}

export function moveOf(of: Pick<Move, 'stream' | 'state' | 'why' | 'routing' | 'now' | 'by'>): Move {
  const { state, why, routing, by } = of;
  const begins = BEGINS.has(why);
  const unable = new Set(begins ? [] : state.unable);
  if (why === 'declined' && by !== undefined) unable.add(by);
  const from = state.exhausted ? { step: -1, round: 0 } : { step: state.step, round: state.round };
  return { ...of, ...stepsOf(state, routing), begins, unable, from };
}

/** The policy's steps of today, or as they were when the page was opened. */
function stepsOf(state: PageState, routing: Routing): Pick<Move, 'steps' | 'repeat'> {
  const policy = state.policy === null || state.follow === 'as-it-was' ? undefined : routing.policy(state.policy);
  const { steps, repeat } = policy ?? state;
  return { steps: flatten(steps, routing), repeat };
}

export const placeAfter = ({ step, round }: Place, { steps }: Move): Place =>
  step + 1 < steps.length ? { step: step + 1, round } : { step: 0, round: round + 1 };

/** Undefined past the last round, and where the policy has no steps. */
export function stepAt({ step, round }: Place, move: Move): Step | undefined {
  const { steps, repeat, state, routing, now, unable } = move;
  const present = steps[step];
  if (!present || round > repeat) return undefined;
  // The last step of each round; where there is no other step, the last round: else there would be no quiet hours at all.
  const last = step === steps.length - 1 && (steps.length > 1 || round === repeat);
  const turn = (state.turn ?? state.number) + round;
  const routed = route(present.page, routing, now, turn, unable);
  const nobody = routed.people.length + routed.channels.length + routed.webhooks.length === 0;
  const cannot = nobody && unable.size > 0 && route(present.page, routing, now, turn).people.length > 0;
  return { step, round, waitMs: present.waitMs, routed, last, cannot };
}

/** Who is being asked at this moment; what begins anew asks nobody yet. */
export const beingAsked = ({ state, begins }: Move, id: string): Told | undefined =>
  state.status === 'open' && !begins ? state.people.find((told) => told.id === id) : undefined;

/** Why a step is reached, and who of the step before did not answer where that is why. */
export function becauseOf(reason: Why, { state }: Move): { readonly why: Why; readonly unanswered?: string[] } {
  if (reason !== 'no-answer') return { why: reason };
  const unanswered = state.people.filter((told) => !told.declined).map(({ id }) => id);
  return unanswered.length > 0 ? { why: reason, unanswered } : { why: reason };
}

/** The same page before its first step. */
export const fromTheStart = (state: PageState): PageState => ({ ...state, step: -1, round: 0, exhausted: false });

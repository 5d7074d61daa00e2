import type { Instant } from '../../base/clock.ts';
import type { Entry, EntryDraft } from '../../timeline/entry.ts';
import { payloadOf } from '../../timeline/entry-kind.ts';
import type { Fold } from '../../timeline/fold.ts';
import type { PolicyStep } from '../config/policies.ts';
import type { Urgency } from '../config/person.ts';
import {
  type WHY,
  pageAcknowledged,
  pageAlertSaid,
  pageDeclined,
  pageEscalated,
  pageExhausted,
  pageNotified,
  pageOpened,
  pagePosted,
  pageRaised,
  pageReassigned,
  pageRearmed,
  pageResolved,
  pageResponderAdded,
  pageResponderJoined,
  pageReworded,
  pageShown,
  pageSnoozed,
} from './entries.ts';
import { type Carrier, pageCarried, pageTakenBack } from './carried-entries.ts';
import { MOST_SHOWN, type Shown } from './shown.ts';

export type PageStatus = 'none' | 'open' | 'acknowledged' | 'snoozed' | 'resolved';

/**
 * How far one rule has come: a method that was `missed` failed at its first attempt and is tried again behind the others'
 * backs, one that `failed` is not.
 */
export type RuleState = 'to-come' | 'missed' | 'failed' | 'sent';

/** How far telling one person of the present step has come. */
export type Told = {
  readonly id: string;
  readonly via: string;
  /** One a rule, in their order. */
  readonly rules: readonly RuleState[];
  readonly declined: boolean;
  /** When the step that asked them first came; steps that ask them again right after it leave it. */
  readonly since: Instant;
  /** Asked for by somebody beside whom the step pages: told also once the page is acknowledged. */
  readonly added: boolean;
};

export type PageState = {
  readonly status: PageStatus;
  readonly number: number;
  readonly message: string;
  readonly urgency: Urgency;
  readonly policy: string | null;
  readonly steps: readonly PolicyStep[];
  readonly repeat: number;
  readonly follow: 'current' | 'as-it-was';
  readonly acknowledgeTimeoutMs: number | null;
  readonly fallback: string | null;
  readonly service: string | null;
  readonly incident: string | null;
  readonly channel: string | null;
  readonly dedupKey: string | null;
  readonly openedAt: Instant;
  /** The step that was last reached: -1 before the first. */
  readonly step: number;
  readonly round: number;
  /** Goes up with everything that makes timers and notifications of before void. */
  readonly wave: number;
  readonly people: readonly Told[];
  /** The wave in which they were asked: what was sent before it says nothing of them. */
  readonly askedIn: number;
  /** Channels and webhooks of the present step, and how many of them failed at their first attempt. */
  readonly targets: { readonly asked: number; readonly missed: number };
  /** Who said "I can't" since it began: no step asks them again. */
  readonly unable: readonly string[];
  readonly acknowledgedBy: string | null;
  /** Somebody had it before, or put it off: being in command of its incident does not answer it a second time. */
  readonly answered: boolean;
  /** When something happens by itself next; null only once resolved, acknowledged without a time limit, or carried. */
  readonly nextAt: Instant | null;
  /** Everybody was paged in vain: the next wake-up begins at the first step. */
  readonly exhausted: boolean;
  readonly resolvedBy: string | null;
  /** `via` of the acknowledgement or the resolution, whichever came last. */
  readonly answeredVia: string | null;
  /** PagerDuty pages for it, there; null: Muster does. */
  readonly carrier: Carrier | null;
  /** Somebody was told since the first step was last reached; a channel counts where a step names nobody else. */
  readonly reached: boolean;
  /** How many pages its policy had before; absent where it began without one. */
  readonly turn?: number | undefined;
  /** The machine that says it is over while somebody has it. */
  readonly alertEnded: string | null;
  /** Where the chat shows it with buttons, the newest last. */
  readonly shown: readonly Shown[];
};

export const INITIAL: PageState = {
  status: 'none',
  number: 0,
  message: '',
  urgency: 'high',
  policy: null,
  steps: [],
  repeat: 0,
  follow: 'current',
  acknowledgeTimeoutMs: null,
  fallback: null,
  service: null,
  incident: null,
  channel: null,
  dedupKey: null,
  openedAt: 0,
  step: -1,
  round: 0,
  wave: 0,
  people: [],
  askedIn: 0,
  targets: { asked: 0, missed: 0 },
  unable: [],
  acknowledgedBy: null,
  answered: false,
  nextAt: null,
  exhausted: false,
  resolvedBy: null,
  answeredVia: null,
  carrier: null,
  reached: false,
  alertEnded: null,
  shown: [],
};

export const pageFold: Fold<PageState> = {
  name: 'page',
  version: 8,
  initial: INITIAL,
  evolve: (state, entry) => (entry.data === null ? state : (EVOLVE[entry.kind]?.(state, entry) ?? state)),
};

/** The page as it is once these are recorded. */
export const afterDrafts = (state: PageState, drafts: readonly EntryDraft[], now: Instant): PageState =>
  drafts.reduce((before, draft) => EVOLVE[draft.kind]?.(before, { ...draft, recordedAt: now }) ?? before, state);

/** As much of an entry as adds to a page. */
type Said = Pick<Entry, 'kind' | 'data' | 'recordedAt'>;

const EVOLVE: Readonly<Record<string, (state: PageState, entry: Said) => PageState>> = {
  [pageOpened.kind]: (state, entry) => ({
    ...state,
    ...payloadOf(pageOpened, entry),
    status: 'open',
    openedAt: entry.recordedAt,
  }),
  [pageEscalated.kind](state, entry) {
    const { step, round, why, people, channels, webhooks, ways, nextAt } = payloadOf(pageEscalated, entry);
    return {
      ...state,
      status: 'open',
      acknowledgedBy: null,
      step,
      round,
      wave: state.wave + 1,
      askedIn: state.wave + 1,
      exhausted: false,
      nextAt,
      people: [
        ...people.map(({ id, via, since }) => told(id, via, ways[id], false, since ?? entry.recordedAt)),
        ...keptOn(state, why, people),
      ],
      targets: { asked: channels.length + webhooks.length, missed: 0 },
    };
  },
  [pagePosted.kind](state, entry) {
    const { attempt, result, ...of } = payloadOf(pagePosted, entry);
    if (!isOfPresent(state, of)) return state;
    if (result === 'sent') return { ...state, reached: state.reached || state.people.every(({ added }) => added) };
    if (attempt > 1) return state;
    return { ...state, targets: { ...state.targets, missed: state.targets.missed + 1 } };
  },
  [pageResponderAdded.kind](state, entry) {
    const { people, ways } = payloadOf(pageResponderAdded, entry);
    const added = people.map(({ id, via }) => told(id, via, ways[id], true, entry.recordedAt));
    const unable = state.unable.filter((id) => !added.some((each) => each.id === id));
    return {
      ...state,
      unable,
      people: [...state.people.filter(({ id }) => !added.some((each) => each.id === id)), ...added],
    };
  },
  // They have seen it: whatever else was to tell them of it is taken back.
  [pageResponderJoined.kind](state, entry) {
    const { by } = payloadOf(pageResponderJoined, entry);
    return { ...state, people: state.people.map((each) => (each.id === by ? { ...each, added: false } : each)) };
  },
  [pageShown.kind]: (state, entry) => show(state, payloadOf(pageShown, entry)),
  [pageNotified.kind](before, entry) {
    const { person, rule, result, retryAt, message, possibleRepeat, ...of } = payloadOf(pageNotified, entry);
    const shown = message
      ? show(before, { ...message, as: 'told', person, ...(possibleRepeat && { repeat: true }) })
      : before;
    const state = result === 'sent' ? { ...shown, reached: true } : shown;
    if (!isOfPresent(state, of)) return state;
    const came: RuleState = result === 'sent' ? 'sent' : retryAt === null ? 'failed' : 'missed';
    const people = state.people.map((told): Told => {
      if (told.id !== person || told.rules[rule] === 'sent') return told;
      return { ...told, rules: told.rules.map((before, index) => (index === rule ? came : before)) };
    });
    return { ...state, people };
  },
  [pageAcknowledged.kind](state, entry) {
    const { by, via, expiresAt } = payloadOf(pageAcknowledged, entry);
    return {
      ...state,
      status: 'acknowledged',
      acknowledgedBy: by,
      answeredVia: via,
      answered: true,
      unable: [],
      nextAt: expiresAt,
      wave: state.wave + 1,
    };
  },
  [pageDeclined.kind](state, entry) {
    const { by } = payloadOf(pageDeclined, entry);
    const people = state.people.map((told) => (told.id === by ? { ...told, declined: true } : told));
    return { ...state, people, unable: [...state.unable.filter((id) => id !== by), by] };
  },
  [pageSnoozed.kind]: (state, entry) => ({
    ...state,
    status: 'snoozed',
    acknowledgedBy: null,
    answered: true,
    unable: [],
    nextAt: payloadOf(pageSnoozed, entry).until,
    wave: state.wave + 1,
  }),
  [pageReassigned.kind](state, entry) {
    const { policy, steps, repeat } = payloadOf(pageReassigned, entry);
    const begun = { status: 'open' as const, acknowledgedBy: null, step: -1, round: 0, people: [], unable: [] };
    return { ...state, ...begun, policy, steps, repeat };
  },
  [pageExhausted.kind]: (state, entry) => ({
    ...state,
    nextAt: payloadOf(pageExhausted, entry).nextAt,
    exhausted: true,
    reached: false,
    unable: [],
    wave: state.wave + 1,
  }),
  [pageCarried.kind](state, entry) {
    const { carrier, nextAt, why } = payloadOf(pageCarried, entry);
    if (why === 'accepted') return { ...state, carrier, nextAt };
    return { ...state, status: 'open', acknowledgedBy: null, carrier, nextAt, people: [], wave: state.wave + 1 };
  },
  [pageTakenBack.kind]: (state) => ({ ...state, carrier: null, step: -1, round: 0, wave: state.wave + 1 }),
  [pageAlertSaid.kind](state, entry) {
    const { source, says, others } = payloadOf(pageAlertSaid, entry);
    if (others) return state;
    return { ...state, alertEnded: says === 'ended' ? source : null };
  },
  [pageRearmed.kind]: (state, entry) => ({ ...state, nextAt: payloadOf(pageRearmed, entry).nextAt }),
  [pageReworded.kind]: (state, entry) => ({ ...state, message: payloadOf(pageReworded, entry).message }),
  [pageRaised.kind](state, entry) {
    const { urgency, message, incident, channel, begins, holder } = payloadOf(pageRaised, entry);
    const raised = { ...state, urgency, message, incident, channel, alertEnded: null };
    if (begins) return { ...raised, status: 'open', acknowledgedBy: null, step: -1, round: 0, people: [], unable: [] };
    if (!holder) return raised;
    const others = state.people.filter(({ id }) => id !== holder.id);
    return { ...raised, people: [...others, told(holder.id, '', holder.ways, true, entry.recordedAt)] };
  },
  [pageResolved.kind]: (state, entry) => ({
    ...state,
    status: 'resolved',
    resolvedBy: payloadOf(pageResolved, entry).by,
    answeredVia: payloadOf(pageResolved, entry).via,
    nextAt: null,
    wave: state.wave + 1,
  }),
};

export const told = (id: string, via: string, ways: number | undefined, added: boolean, since: Instant): Told => ({
  id,
  via,
  rules: Array.from({ length: ways ?? 0 }, (): RuleState => 'to-come'),
  declined: false,
  since,
  added,
});

/** Why a page begins anew: who was asked or could not before is asked like everybody. */
export const BEGINS: ReadonlySet<(typeof WHY)[number]> = new Set([
  'reassigned',
  'woken',
  'acknowledgement-expired',
  'raised',
]);

/** Of those whom somebody asked for by name, whom a next step leaves on the page: who cannot, had it or is of the step itself is not. */
export const keptOn = (
  { people, acknowledgedBy }: Pick<PageState, 'people' | 'acknowledgedBy'>,
  why: (typeof WHY)[number],
  step: readonly { readonly id: string }[],
): readonly Told[] =>
  BEGINS.has(why)
    ? []
    : people.filter(
        ({ id, added, declined }) =>
          added && !declined && id !== acknowledgedBy && !step.some((each) => each.id === id),
      );

/** Somebody else has the page, and they were asked to join and have not said that they cannot; undefined `id`: whoever was. */
export const isAskedToJoin = (
  { status, people, acknowledgedBy }: Pick<PageState, 'status' | 'people' | 'acknowledgedBy'>,
  id?: string,
): boolean =>
  status === 'acknowledged' &&
  people.some(
    (told) => told.added && !told.declined && told.id !== acknowledgedBy && (id === undefined || told.id === id),
  );

/** They are asked, or have it: "I can't" changes something. */
export const mayDecline = (state: PageState, id: string): boolean => {
  if (state.status === 'acknowledged') return state.acknowledgedBy === id || isAskedToJoin(state, id);
  return state.status === 'open' && state.people.some((told) => told.id === id && !told.declined);
};

/** A result of an earlier reaching of the same step came late. What was recorded before waves were is taken by its step. */
const isOfPresent = (
  state: PageState,
  { step, round, wave }: { readonly step: number; readonly round: number; readonly wave?: number | undefined },
): boolean => (wave === undefined ? step === state.step && round === state.round : wave >= state.askedIn);

/**
 * They were told, or have a way that was not tried yet. Who is only being tried again is not waited for: when everything is
 * down at once, everybody is.
 */
export const canBeTold = ({ rules }: Told): boolean => rules.some((came) => came === 'sent' || came === 'to-come');

const show = (state: PageState, shown: Shown): PageState => ({
  ...state,
  shown: [...state.shown.filter(({ message }) => message !== shown.message), shown].slice(-MOST_SHOWN),
});

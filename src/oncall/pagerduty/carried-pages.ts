import type { Instant } from '../../base/clock.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { DecideContext } from '../../timeline/timeline.ts';
import { armWatch } from '../paging/carried.ts';
import { isEndedWith } from '../paging/because.ts';
import { pageTakenBack } from '../paging/carried-entries.ts';
import { decideRaise } from '../paging/decide-raise.ts';
import { decideAcknowledge, decideReassign, decideResolve, decideSnooze } from '../paging/decide.ts';
import { type Answer, type Decided, decided, isLive, refuseDead } from '../paging/decided.ts';
import type { PageState } from '../paging/page-state.ts';
import type { Addressee, Pages } from '../paging/pages.ts';
import { type Act, act } from './act.ts';
import { type CarriedPage, carriedPage } from './carried-page.ts';
import { decideMerge } from './decide-merge.ts';
import { pageNoted } from './entries.ts';
import { tellFollowers } from '../paging/tell-followers.ts';
import { unlinked } from './identity.ts';
import type { PagerDutyParts } from './parts.ts';

/** PagerDuty snoozes for a week at most. */
const LONGEST_SNOOZE_MS = 7 * 86_400_000;

export type CarriedPages = Pages & {
  /** Words about a page: on its timeline, and in PagerDuty where its incident is; a status update is told to who follows it, too. */
  note(stream: string, by: string, text: string, as: 'note' | 'status-update', cause: Cause): Promise<Result<Answer>>;
  /** One page goes on for both. Refuses `page/same`. */
  merge(source: string, into: string, by: string, cause: Cause): Promise<Result<Answer>>;
};

/**
 * The same changes of pages, done in PagerDuty, too, where it has an incident for the page. Where it pages instead of
 * Muster, only people whom it knows can act: `pagerduty/unlinked` says so, and a note there says who wanted to.
 */
export function createCarriedPages(native: Pages, parts: PagerDutyParts): CarriedPages {
  const { timeline, identities } = parts;

  const stateOf = async (stream: string): Promise<CarriedPage | undefined> => {
    const state = await timeline.state(stream, carriedPage);
    const there = state.page.carrier !== null || state.incident !== null;
    return there && isLive(state.page) ? state : undefined;
  };
  const change = async (
    stream: string,
    cause: Cause,
    decide: (state: CarriedPage, context: DecideContext) => Decided,
  ): Promise<Result<Answer>> => {
    const done = await timeline.change(stream, carriedPage, cause, decide);
    return done.ok ? ok(done.value.answer) : done;
  };
  const answerOf = (stream: string, { number }: PageState): Answer => ({ stream, number });

  /** Undefined when they may; a note is left, and the refusal returned, when PagerDuty pages and does not know them. */
  const refusedTo = async (stream: string, { page }: CarriedPage, wanted: Act, cause: Cause) => {
    if (page.carrier === null) return undefined;
    if (wanted.machine) return refusedToMachine(stream, page, wanted, cause);
    if (await identities.of(wanted.by)) return undefined;
    await change(stream, { ...cause, causeId: `${cause.causeId}:note` }, (state) =>
      ok({ entries: [], effects: [act(stream, wanted)], answer: answerOf(stream, state.page) }),
    );
    const why =
      cause.source.kind === 'cli' && parts.people().byId(wanted.by) === undefined
        ? `Say who you are: muster ack ${page.number} --as PERSON, somebody of muster.yaml who is linked to PagerDuty.`
        : unlinked(parts.nameOf(wanted.by));
    return refuse(
      'pagerduty/unlinked',
      `PagerDuty pages for page ${page.number}. ${why} Nothing was changed; a note says that you wanted to.`,
    );
  };

  /**
   * PagerDuty assigns what is acknowledged, and a machine is nobody whom it could assign it to: the page stays open, and
   * one note says so, however often the machine does.
   */
  const refusedToMachine = async (stream: string, page: PageState, wanted: Act, cause: Cause) => {
    if (wanted.operation !== 'acknowledge' || page.status === 'acknowledged') return undefined;
    const causeId = `machine-acknowledged:${stream}:${page.wave}:${wanted.by}`.slice(0, 200);
    await change(stream, { ...cause, causeId }, (state) =>
      ok({ entries: [], effects: [act(stream, wanted)], answer: answerOf(stream, state.page) }),
    );
    return refuse(
      'pagerduty/machine',
      `PagerDuty pages for page ${page.number}, and only a person can acknowledge it. A note says what ${wanted.by} did.`,
    );
  };

  /** Decides as ever, and has the same done there: when the decision holds an entry of that kind. */
  const mirror = async (
    stream: string,
    wanted: Act,
    cause: Cause,
    kind: string,
    plain: () => Promise<Result<Answer>>,
    decide: (page: PageState, context: DecideContext) => Decided,
    more: (page: PageState, context: DecideContext) => readonly EffectChange[] = () => [],
  ): Promise<Result<Answer>> => {
    const state = await stateOf(stream);
    if (!state) return plain();
    const refused = await refusedTo(stream, state, wanted, cause);
    if (refused) return refused;
    return change(stream, cause, ({ page }, context) => {
      const made = decide(page, context);
      if (!made.ok || !made.value.entries.some((entry) => entry.kind === kind)) return made;
      const effects = [...(made.value.effects ?? []), ...more(page, context), act(stream, wanted)];
      return ok({ ...made.value, effects });
    });
  };

  /** Nothing of it is Muster’s: only PagerDuty does it. */
  const there = async (
    stream: string,
    wanted: Act,
    cause: Cause,
    plain: () => Promise<Result<Answer>>,
  ): Promise<Result<Answer>> => {
    const state = await stateOf(stream);
    if (!state || state.page.carrier === null) return plain();
    const refused = await refusedTo(stream, state, wanted, cause);
    if (refused) return refused;
    return change(stream, cause, ({ page }) =>
      isLive(page)
        ? ok({ entries: [], effects: [act(stream, wanted)], answer: answerOf(stream, page) })
        : refuseDead(page),
    );
  };

  /** PagerDuty’s ids of those whom an addressee means; undefined when it does not know all of them. */
  const usersOf = async (to: Addressee): Promise<readonly string[] | undefined> => {
    const { routing } = await parts.roster();
    if (to.type === 'policy') return undefined;
    const ids = to.type === 'schedule' ? routing.onCall(to.key, parts.clock.now()) : [routing.personId(to.key)];
    const known = await Promise.all(ids.map(async (id) => (id === undefined ? undefined : identities.of(id))));
    const users = known.flatMap((identity) => (identity ? [identity.user] : []));
    return users.length === ids.length && users.length > 0 ? users : undefined;
  };

  return {
    ...native,
    acknowledge(stream, by, via, cause) {
      const machine = via === 'alert';
      return mirror(
        stream,
        { operation: 'acknowledge', by, machine },
        cause,
        'page.acknowledged',
        () => native.acknowledge(stream, by, via, cause),
        (page, context) => decideAcknowledge(stream, page, by, via, context),
        (page, { now }) => (page.carrier === null ? [] : [armWatch(stream, now, 'acknowledged')]),
      );
    },
    async resolve(stream, by, via, cause) {
      // Its incident is over, whoever ended it: PagerDuty is not to ring on because it does not know them.
      const machine = via === 'alert' || (isEndedWith(via) && !(await identities.of(by)));
      return mirror(
        stream,
        { operation: 'resolve', by, machine },
        cause,
        'page.resolved',
        () => native.resolve(stream, by, via, cause),
        (page) => decideResolve(stream, page, by, via),
      );
    },
    async raise(stream, raise, cause) {
      const { routing } = await parts.roster();
      return mirror(
        stream,
        { operation: 'raise', by: raise.source, machine: true },
        cause,
        'page.raised',
        () => native.raise(stream, raise, cause),
        (page, context) => decideRaise(stream, page, raise, routing, context),
      );
    },
    async snooze(stream: string, by: string, until: Instant, cause: Cause) {
      const durationMs = until - parts.clock.now();
      const state = await stateOf(stream);
      if (state && durationMs > LONGEST_SNOOZE_MS) {
        return refuse('pagerduty/snooze', 'PagerDuty puts an incident off for seven days at most.');
      }
      return mirror(
        stream,
        { operation: 'snooze', by, machine: false, durationMs: Math.max(1000, durationMs) },
        cause,
        'page.snoozed',
        () => native.snooze(stream, by, until, cause),
        (page, context) => decideSnooze(stream, page, by, until, context),
      );
    },
    escalate: (stream, cause) =>
      there(stream, { operation: 'escalate', by: cause.actor.id, machine: false }, cause, () =>
        native.escalate(stream, cause),
      ),
    async decline(stream, by, cause) {
      const page = (await stateOf(stream))?.page;
      // PagerDuty would ask the next ones, and take it from whoever has it.
      if (page?.carrier && page.status === 'acknowledged' && page.acknowledgedBy !== by)
        return refuse('page/not-yours', `Somebody else has page ${page.number}; there is nothing to hand on.`);
      return there(stream, { operation: 'escalate', by, machine: false }, cause, () =>
        native.decline(stream, by, cause),
      );
    },
    async add(stream, by, who, cause) {
      const people = await usersOf(who);
      const wanted: Act = { operation: 'responders', by, machine: false, people: [...(people ?? [])] };
      // Whom PagerDuty does not know, Muster tells by itself.
      return people
        ? there(stream, wanted, cause, () => native.add(stream, by, who, cause))
        : native.add(stream, by, who, cause);
    },
    async reassign(stream, by, to, cause) {
      const plain = (): Promise<Result<Answer>> => native.reassign(stream, by, to, cause);
      const policy =
        to.type === 'policy' ? (parts.sections().policies[to.key]?.pagerduty?.policy ?? undefined) : undefined;
      const people = await usersOf(to);
      const wanted: Act = { operation: 'reassign', by, machine: false };
      if (policy !== undefined) return there(stream, { ...wanted, policy }, cause, plain);
      if (people) return there(stream, { ...wanted, people: [...people] }, cause, plain);
      const state = await stateOf(stream);
      if (!state || state.page.carrier === null) return plain();
      const refused = await refusedTo(stream, state, wanted, cause);
      if (refused) return refused;
      const { routing } = await parts.roster();
      const order = native.orderTo(to, routing.policies);
      if (!order.ok) return order;
      const name = `${to.type}:${to.key}`;
      const reason = `it goes to ${name}, whom PagerDuty does not know.`;
      return change(stream, cause, ({ page, incident }, context) => {
        const next = decideReassign(stream, { ...page, carrier: null }, by, { ...order.value, name }, routing, context);
        if (!next.ok) return next;
        const back = decided(stream, page, { entries: [pageTakenBack({ reason })], effects: [] });
        if (!back.ok) return back;
        const text = `Muster pages by itself now: ${reason} Resolve this incident when nobody is needed here.`;
        return ok({
          ...next.value,
          entries: [...back.value.entries, ...next.value.entries],
          also: [...(back.value.also ?? []), ...(next.value.also ?? [])],
          effects: [
            ...(next.value.effects ?? []),
            ...(incident ? [act(stream, { operation: 'note', by, machine: false, text })] : []),
          ],
        });
      });
    },

    note: (stream, by, text, as, cause) =>
      change(stream, cause, ({ page, incident }) => {
        if (page.status === 'none') return refuseDead(page);
        const there = incident ? [act(stream, { operation: as, by, machine: false, text })] : [];
        const here = as === 'note' ? [] : tellFollowers(parts, stream, page, by, text);
        return decided(stream, page, { entries: [pageNoted({ by, text, as })], effects: [...here, ...there] });
      }),

    async merge(source, into, by, cause) {
      if (source === into) return refuse('page/same', 'That is the same page. Name another one to merge it into.');
      const from = await timeline.state(source, carriedPage);
      const to = await timeline.state(into, carriedPage);
      const wanted: Act = {
        operation: 'merge',
        by,
        machine: false,
        incidents: from.incident ? [from.incident.id] : [],
      };
      for (const [stream, state] of [
        [into, to],
        [source, from],
      ] as const) {
        const refused = isLive(state.page) && isLive(from.page) && (await refusedTo(stream, state, wanted, cause));
        if (refused) return refused;
      }
      return change(into, cause, (state) => decideMerge({ stream: source, state: from }, { stream: into, state }, by));
    },
  };
}

import type { Clock, Instant } from '../../base/clock.ts';
import { randomDigits } from '../../base/ids.ts';
import { oneAtATime } from '../../base/one-at-a-time.ts';
import { type Result, ok, refuse } from '../../base/result.ts';
import type { Cause } from '../../timeline/cause.ts';
import { ORGANISATION } from '../../timeline/entry.ts';
import type { Store } from '../../timeline/store.ts';
import type { DecideContext, Decision, Timeline } from '../../timeline/timeline.ts';
import type { Urgency } from '../config/person.ts';
import type { Policy } from '../config/policies.ts';
import type { Roster } from '../roster.ts';
import type { RoutingOf } from '../routing-of.ts';
import { readAckToken, signAckToken } from './ack-link.ts';
import {
  decideAcknowledge,
  decideAlertSaid,
  decideDecline,
  decideEscalate,
  decideReassign,
  decideResolve,
  decideReword,
  decideSnooze,
} from './decide.ts';
import { type PageOrder, decideOpen } from './decide-open.ts';
import { type Raise, decideRaise } from './decide-raise.ts';
import type { Answer } from './decided.ts';
import { decideAdd } from './decide-add.ts';
import { pageEscalated, pageResponderAdded } from './entries.ts';
import { livePages } from './live-pages.ts';
import { type PageRow, pageNumbers, pageRows, pagesByIncident } from './page-rows.ts';
import { type PageState, pageFold } from './page-state.ts';
import { type ProblemRow, pageProblems, problemKey } from './problem-rows.ts';
import { pageRegister } from './register.ts';
import { flatten } from './routing.ts';

/** Whom to page: a policy, a schedule, or a person, by key or (a person) by Discord id. */
export type Addressee =
  | { readonly type: 'policy'; readonly key: string }
  | { readonly type: 'schedule'; readonly key: string }
  | { readonly type: 'person'; readonly key: string };

export interface NewPage {
  readonly to: Addressee;
  readonly message: string;
  readonly urgency: Urgency;
  readonly service?: string | null;
  readonly incident?: string | null;
  /** Where it is told how the page goes. */
  readonly channel?: string | null;
  readonly dedupKey?: string | null;
}

/** Of a page to a person or a schedule, which has no policy of its own. */
const DIRECT_WAIT_MS = 5 * 60_000;
const DIRECT_REPEAT = 2;
/** `joined`: it was open already. */
export type Opened = Answer & { readonly joined: boolean };
const MOST_READ = 1000;
const LINK_KEY = 'oncall.link-key';

export type Pages = ReturnType<typeof createPages>;

/** Every change of a page, for commands, buttons, links, alerts and other domains. */
export function createPages(parts: {
  readonly timeline: Timeline;
  readonly store: Store;
  readonly clock: Clock;
  readonly roster: () => Promise<Roster>;
  readonly routingOf: RoutingOf;
  /** The channel that is told when a policy names no fallback. */
  readonly fallback: () => string;
}) {
  const { timeline, store, clock, roster, routingOf } = parts;

  const change = (
    stream: string,
    cause: Cause,
    decide: (state: PageState, context: DecideContext) => Result<Decision<Answer>>,
  ): Promise<Result<Answer>> =>
    timeline.change(stream, pageFold, cause, decide).then((done) => (done.ok ? ok(done.value.answer) : done));

  const orderTo = (to: Addressee, policies: Readonly<Record<string, Policy>>) => {
    const direct = { repeat: DIRECT_REPEAT, follow: 'as-it-was' as const, acknowledgeTimeoutMs: null };
    if (to.type !== 'policy') {
      return ok({
        ...direct,
        policy: null,
        steps: [{ page: [to], waitMs: DIRECT_WAIT_MS }],
        fallback: parts.fallback(),
      });
    }
    const policy = policies[to.key];
    if (!policy) {
      return refuse(
        'policy/unknown',
        `There is no escalation policy called ${to.key}. /page send suggests those there are.`,
      );
    }
    const { steps, repeat, follow, acknowledgeTimeoutMs } = policy;
    return ok({
      policy: to.key,
      steps,
      repeat,
      follow,
      acknowledgeTimeoutMs,
      fallback: policy.fallback ?? parts.fallback(),
    });
  };

  const inTurn = oneAtATime();
  const problem = (dedupKey: string): Promise<ProblemRow | undefined> =>
    store.projected(pageProblems, problemKey(dedupKey));

  const linkKey = async (): Promise<string> => {
    const known = await store.setting(LINK_KEY);
    if (known !== undefined) return known;
    const made = randomDigits(43);
    await store.setSetting(LINK_KEY, made);
    return made;
  };

  return {
    /** Opens a page; one that is open for the same `dedupKey` is returned instead. Refuses `policy/unknown`. */
    async open(page: NewPage, cause: Cause): Promise<Result<Opened>> {
      const present = await roster();
      const order = orderTo(page.to, present.routing.policies);
      if (!order.ok) return order;
      const { message, urgency, service = null, incident = null, channel = null, dedupKey = null } = page;
      const full: PageOrder = { ...order.value, message, urgency, service, incident, channel, dedupKey };
      const carrier = page.to.type === 'policy' ? present.routing.policies[page.to.key]?.pagerduty : undefined;
      const by = cause.actor.kind === 'person' ? cause.actor.id : null;
      const carried = carrier && { carrier, by };
      // Whom somebody asks for is asked, whatever they are doing; what pages by itself leaves who is at work on it alone.
      const routing = by === null ? await routingOf(incident) : present.routing;
      const begin = async (): Promise<Result<Opened>> => {
        const opened = await timeline.change(ORGANISATION, pageRegister, cause, (state, context) =>
          decideOpen(state, full, routing, context, carried),
        );
        return opened.ok ? ok({ ...opened.value.answer, joined: opened.value.repeated }) : opened;
      };
      if (dedupKey === null) return begin();
      // Machines repeat themselves within the same moment: the second sees what became of the first.
      return inTurn(dedupKey, async () => {
        const same = await problem(dedupKey);
        return same?.resolved === null ? ok({ stream: same.stream, number: same.number, joined: true }) : begin();
      });
    },
    /** The latest page about that problem, resolved or not. */
    problem,

    acknowledge: (stream: string, by: string, via: string, cause: Cause) =>
      change(stream, cause, (state, context) => decideAcknowledge(stream, state, by, via, context)),
    resolve: (stream: string, by: string, via: string, cause: Cause) =>
      change(stream, cause, (state) => decideResolve(stream, state, by, via)),
    /** `others`: the page stands for something else, too, and goes on. */
    alertSaid: (stream: string, source: string, says: 'ended' | 'again', cause: Cause, { others = false } = {}) =>
      change(stream, cause, (state) => decideAlertSaid(stream, state, source, says, others)),
    /** What a page of low urgency is about has become grave. */
    async raise(stream: string, raise: Raise, cause: Cause): Promise<Result<Answer>> {
      const routing = await routingOf((await timeline.state(stream, pageFold)).incident ?? raise.incident);
      return change(stream, cause, (state, context) => decideRaise(stream, state, raise, routing, context));
    },
    /** What it says of its incident is said anew, in every message from now on and in those that show it. */
    reword: (stream: string, message: string) =>
      change(
        stream,
        {
          causeId: `reword:${stream}:${clock.now()}:${message}`.slice(0, 200),
          actor: { kind: 'muster', id: 'muster' },
          source: { kind: 'effect' },
        },
        (state) => decideReword(stream, state, message),
      ),
    snooze: (stream: string, by: string, until: Instant, cause: Cause) =>
      change(stream, cause, (state, context) => decideSnooze(stream, state, by, until, context)),
    async escalate(stream: string, cause: Cause) {
      const { routing } = await roster();
      return change(stream, cause, (state, context) => decideEscalate(stream, state, 'asked', routing, context));
    },
    async decline(stream: string, by: string, cause: Cause) {
      const routing = await routingOf((await timeline.state(stream, pageFold)).incident);
      return change(stream, cause, (state, context) => decideDecline(stream, state, by, routing, context));
    },
    /** Asks more people to join; a policy stands for its first step. Refuses `page/nobody-there`, `page/asked-already`. */
    async add(stream: string, by: string, who: Addressee, cause: Cause): Promise<Result<Answer>> {
      const { routing } = await roster();
      const order = orderTo(who, routing.policies);
      if (!order.ok) return order;
      const targets = flatten(order.value.steps, routing)[0]?.page ?? [];
      return change(stream, cause, (state, context) => decideAdd(stream, state, by, targets, routing, context));
    },
    async reassign(stream: string, by: string, to: Addressee, cause: Cause): Promise<Result<Answer>> {
      const { routing } = await roster();
      const order = orderTo(to, routing.policies);
      if (!order.ok) return order;
      const { policy, steps, repeat } = order.value;
      return change(stream, cause, (state, context) =>
        decideReassign(stream, state, by, { policy, steps, repeat, name: `${to.type}:${to.key}` }, routing, context),
      );
    },

    /** Where the round robins of a policy stand when its next page comes. */
    nextTurn: async (policy: string): Promise<number> =>
      (await timeline.state(ORGANISATION, pageRegister)).turns[policy] ?? 0,

    /** What a page to them is. Refuses `policy/unknown`. */
    orderTo,
    /** Not resolved yet, oldest first. */
    live: () => livePages(store),
    row: (stream: string): Promise<PageRow | undefined> => store.projected(pageRows, stream),
    /** All that is known of a page, for those who show it. */
    state: (stream: string): Promise<PageState> => timeline.state(stream, pageFold),
    /** Whether any step of it has asked them, or somebody else did. */
    asked: async (stream: string, personId: string): Promise<boolean> =>
      (await timeline.read(stream, { limit: MOST_READ, order: 'descending' })).some(({ kind, data }) => {
        if (data === null) return false;
        if (kind === pageEscalated.kind)
          return pageEscalated.schema.parse(data).people.some(({ id }) => id === personId);
        if (kind !== pageResponderAdded.kind) return false;
        return pageResponderAdded.schema.parse(data).people.some(({ id }) => id === personId);
      }),
    async byNumber(number: number): Promise<PageRow | undefined> {
      const found = await store.projected(pageNumbers, String(number));
      return found && store.projected(pageRows, found.stream);
    },
    /** Those that are not resolved yet, oldest first. */
    async ofIncident(incident: string): Promise<readonly PageRow[]> {
      const live: PageRow[] = [];
      for (let behind: number | undefined; ;) {
        const query = { bucket: incident, limit: MOST_READ, ...(behind !== undefined && { behind }) };
        const opened = await store.project(pagesByIncident, query);
        const rows = await Promise.all(opened.map(({ row }) => store.projected(pageRows, row.stream)));
        live.push(...rows.filter((row) => row !== undefined).filter(({ status }) => status !== 'resolved'));
        behind = opened.at(-1)?.sort;
        if (opened.length < MOST_READ || behind === undefined) return live;
      }
    },
    /** Every page, the newest first; without those that are resolved where they are not asked for. */
    async recent(limit: number, { resolved } = { resolved: true }): Promise<readonly PageRow[]> {
      const newest = (bucket: string) => store.project(pageRows, { bucket, order: 'descending', limit });
      const rows = [...(await newest('live')), ...(resolved ? await newest('resolved') : [])];
      return rows.slice(0, limit).map(({ row }) => row);
    },

    /** What a link of a mail or a text message carries. */
    ackToken: async (stream: string, personId: string): Promise<string> =>
      signAckToken(await linkKey(), stream, personId, clock.now()),
    /** For the page behind the link: which page it would acknowledge. Refuses `page/link` when it is forged or too old. */
    async readLink(token: string): Promise<Result<{ readonly row: PageRow; readonly personId: string }>> {
      const read = readAckToken(await linkKey(), token, clock.now());
      const row = read && (await store.projected(pageRows, read.stream));
      return read && row
        ? ok({ row, personId: read.personId })
        : refuse('page/link', 'This link is not valid any more. Use /page status in Discord.');
    },
  };
}

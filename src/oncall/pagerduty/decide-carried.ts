import type { Instant } from '../../base/clock.ts';
import { type Result, ok } from '../../base/result.ts';
import { link, rich, strong } from '../../base/rich-text.ts';
import type { EffectChange } from '../../timeline/effect.ts';
import type { EntryDraft, Party } from '../../timeline/entry.ts';
import type { DecideContext, Decision } from '../../timeline/timeline.ts';
import { armWatch, carryOn, takeBack } from '../paging/carried.ts';
import { pageCarried } from '../paging/carried-entries.ts';
import { report } from '../paging/acknowledged.ts';
import { isByItself } from '../paging/because.ts';
import { decideAcknowledge, decideResolve } from '../paging/decide.ts';
import { type Answer, decided, isLive } from '../paging/decided.ts';
import type { Routing } from '../paging/routing.ts';
import { act, look } from './act.ts';
import type { CarriedPage } from './carried-page.ts';
import { pagerDutyActionEnded, pagerDutyIncidentOpened, pagerDutyLogged } from './entries.ts';
import type { LogEntry, WatchedIncident } from './incident-client.ts';

type Decided = Result<Decision<Answer>>;

/** PagerDuty has an incident for the page: from now on it pages, unless Muster has begun to by itself. */
export function decideAccepted(
  stream: string,
  { page, incident }: CarriedPage,
  opened: { readonly id: string; readonly number: number; readonly url: string | null },
  how: { readonly by: string | null; readonly found: boolean },
  { now }: DecideContext,
): Decided {
  const shown = opened.url === null ? strong(String(opened.number)) : link(String(opened.number), opened.url);
  const entries: EntryDraft[] = incident?.id === opened.id ? [] : [pagerDutyIncidentOpened({ ...opened, ...how })];
  const effects: EffectChange[] = [look(stream)];
  if (page.carrier !== null && page.status === 'open') {
    entries.push(pageCarried({ carrier: page.carrier, why: 'accepted', nextAt: null }));
    effects.push(
      armWatch(stream, now, 'open'),
      ...report(stream, page, rich`PagerDuty pages for page ${page.number}: its incident ${shown}.`),
    );
  } else if (entries.length > 0) {
    // Found late: what was done to the page meanwhile is done there, too.
    // Of what ended by itself, or with its incident, PagerDuty hears in Muster's own name where it knows nobody better.
    const via = page.answeredVia ?? '';
    const done = { machine: isByItself(via) };
    if (page.status === 'acknowledged' && page.acknowledgedBy !== null) {
      effects.unshift(act(stream, { ...done, operation: 'acknowledge', by: page.acknowledgedBy }));
    } else if (page.status === 'resolved' && page.resolvedBy !== null) {
      effects.unshift(act(stream, { ...done, operation: 'resolve', by: page.resolvedBy }));
    } else {
      effects.push(
        ...report(stream, page, rich`PagerDuty has page ${page.number}, too: its incident ${shown}. Both page.`),
      );
    }
  }
  return decided(stream, page, { entries, effects });
}

export function decideTakenBack(
  stream: string,
  { page }: CarriedPage,
  reason: string,
  routing: Routing,
  { now }: DecideContext,
  ended?: EntryDraft,
): Decided {
  if (!isLive(page)) return decided(stream, page, { entries: ended ? [ended] : [], effects: [] });
  const moved = takeBack(stream, page, reason, routing, now);
  return decided(stream, page, { ...moved, entries: [...(ended ? [ended] : []), ...moved.entries] });
}

/** What came of something that was to be done there, told on the timeline and, when it was not done, in the channel. */
export function decideEnded(
  stream: string,
  { page }: CarriedPage,
  ended: Parameters<typeof pagerDutyActionEnded>[0],
): Decided {
  const failed = ended.result === 'refused' || ended.result === 'noted';
  return decided(stream, page, {
    entries: [pagerDutyActionEnded(ended)],
    effects: [
      ...(failed && ended.detail !== null
        ? report(stream, page, rich`Page ${page.number}, PagerDuty: ${ended.detail}`)
        : []),
      // Also when it was refused: an acknowledgement that PagerDuty did not take is none.
      ...(ended.result === 'done' || ended.result === 'refused' ? [look(stream)] : []),
    ],
  });
}

/** How the incident was when somebody looked, and who they are that did it. */
export interface Seen {
  readonly incident: WatchedIncident;
  readonly logs: readonly LogEntry[];
  /** The page’s wave when the question was sent: an answer about what has changed since is too old. */
  readonly wave: number;
  readonly acknowledgedAt: Instant;
  /** Opaque ids of who acknowledged and who changed it last. */
  readonly acknowledgedBy: string;
  readonly changedBy: string;
  /** Verified people among the agents, by PagerDuty’s id. */
  readonly people: ReadonlyMap<string, string>;
}

/** PagerDuty's times are whole seconds. */
const toSecond = (at: Instant): Instant => Math.floor(at / 1000) * 1000;

/** Log entries come onto the timeline once each; what people did in PagerDuty is done to the page. */
export function decideSeen(stream: string, state: CarriedPage, seen: Seen, context: DecideContext): Decided {
  const { page } = state;
  const known = new Set(state.logged);
  const fresh = seen.logs.filter(({ id }) => !known.has(id));
  const logged = fresh.map((entry) => logEntryOf(entry, seen.people, context.now));
  const follow = (): Decided | undefined => {
    // Somebody has changed the page since: the next look sees what came of that.
    if (page.wave !== seen.wave || !isLive(page)) return undefined;
    if (seen.incident.status === 'resolved') return decideResolve(stream, page, seen.changedBy, 'pagerduty');
    if (seen.incident.status === 'acknowledged' && page.status === 'open') {
      // Whoever had it there before somebody decided otherwise here does not get it back by that. (A clock that was put back since tells nothing.)
      if (seen.acknowledgedAt < toSecond(state.openSince) && state.openSince <= context.now) return undefined;
      return decideAcknowledge(stream, page, seen.acknowledgedBy, 'pagerduty', context);
    }
    if (seen.incident.status === 'triggered' && page.status === 'acknowledged' && page.carrier !== null) {
      const moved = carryOn(stream, page.carrier, 'reopened', context.now);
      const line = report(stream, page, rich`Page ${page.number} is not acknowledged in PagerDuty, which pages on.`);
      return decided(stream, page, { ...moved, effects: [...moved.effects, ...line] });
    }
    return undefined;
  };
  const followed = follow();
  const base = decided(stream, page, { entries: logged, effects: [] });
  if (!followed?.ok || !base.ok) return base;
  // The page's watch goes on also while somebody has it there.
  const watch =
    page.carrier !== null && seen.incident.status === 'acknowledged'
      ? [armWatch(stream, context.now, 'acknowledged')]
      : [];
  const also = [...(base.value.also ?? []), ...(followed.value.also ?? [])];
  return ok({
    entries: [...base.value.entries, ...followed.value.entries],
    also,
    effects: [...(base.value.effects ?? []), ...(followed.value.effects ?? []), ...watch],
    answer: base.value.answer,
  });
}

function logEntryOf(entry: LogEntry, people: ReadonlyMap<string, string>, now: number): EntryDraft {
  const { agent } = entry;
  const person = agent ? people.get(agent.id) : undefined;
  const actor: Party = person === undefined ? { kind: 'integration', id: 'pagerduty' } : { kind: 'person', id: person };
  return pagerDutyLogged(
    {
      id: entry.id,
      type: entry.type.replace(/_log_entry(_reference)?$/, '').slice(0, 100),
      summary: (entry.summary ?? entry.type).slice(0, 1000),
      agent: agent ? { id: agent.id.slice(0, 100), name: (agent.summary ?? agent.id).slice(0, 200) } : null,
      url: entry.html_url?.slice(0, 500) ?? null,
    },
    { actor, when: { precision: 'second', at: Math.min(Date.parse(entry.created_at), now) } },
  );
}

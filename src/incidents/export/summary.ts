import type { Instant } from '../../base/clock.ts';
import type { Entry } from '../../timeline/entry.ts';
import { incidentDeclared } from '../entries/incident-declared.ts';
import { roleAssigned } from '../entries/role-assigned.ts';
import { roleLeft } from '../entries/role-left.ts';
import { severityChanged } from '../entries/severity-changed.ts';
import { statusChanged } from '../entries/status-changed.ts';
import { updatePosted } from '../entries/update-posted.ts';
import { SHARED_ROLES } from '../decide/role.ts';
import { effectiveWhen } from '../view/revisions.ts';
import type { IncidentState } from '../state.ts';
import type { ExportSource } from './document.ts';
import { ACTIVE_STATUSES, type Severity, type Status } from '../vocabulary.ts';

export interface Span<T> {
  readonly value: T;
  readonly from: Instant;
  /** Null while it lasts. */
  readonly to: Instant | null;
  /** Why it became so, in the words of who said it; empty when nobody did. */
  readonly reason: string;
}

type Summarised = Pick<ExportSource, 'state' | 'survey' | 'exportedAt' | 'knownAt'>;

/** What the turns of an incident add up to: bands for the picture, headings for the postmortem. */
export interface IncidentSummary {
  readonly severities: readonly Span<Severity>[];
  readonly statuses: readonly Span<Status>[];
  readonly roles: readonly Holding[];
  readonly updates: readonly {
    readonly at: Instant;
    readonly by: string;
    readonly conditions: string;
    readonly actions: string;
    readonly needs: string;
    readonly permalink: string | undefined;
  }[];
  /** From the first thing that happened to the end, or to the last thing known. */
  readonly from: Instant;
  readonly to: Instant;
}

/** What still lasts ends now, in pictures and sums; in a look back when it was looked at. */
export function summarise({ state, survey, exportedAt, knownAt }: Summarised): IncidentSummary {
  const severities: Span<Severity>[] = [];
  const statuses: Span<Status>[] = [];
  const roles: Holding[] = [];
  const updates: IncidentSummary['updates'][number][] = [];
  const standing = new Set([severityChanged.kind, statusChanged.kind].map((kind) => lastOf(survey.turns, kind)));
  for (const entry of survey.turns) {
    const revisions = survey.revisions.get(entry.id) ?? [];
    const takenBack = revisions.at(-1)?.type === 'retracted';
    if (takenBack && UNSAID.has(entry.kind) && !standing.has(entry)) continue;
    const at = effectiveWhen(entry, revisions).at ?? entry.recordedAt;
    const declared = entry.kind === incidentDeclared.kind ? incidentDeclared.schema.safeParse(entry.data) : undefined;
    if (declared?.success) {
      severities.push({ value: declared.data.severity, from: at, to: null, reason: '' });
      statuses.push({ value: 'investigating', from: at, to: null, reason: '' });
    }
    const severity = entry.kind === severityChanged.kind ? severityChanged.schema.safeParse(entry.data) : undefined;
    if (severity?.success) follow(severities, severity.data.to, at, severity.data.reason);
    const status = entry.kind === statusChanged.kind ? statusChanged.schema.safeParse(entry.data) : undefined;
    if (status?.success) follow(statuses, status.data.to, at, status.data.reason);
    const assigned = entry.kind === roleAssigned.kind ? roleAssigned.schema.safeParse(entry.data) : undefined;
    if (assigned?.success) {
      const { role, person } = assigned.data;
      // Who holds it still does, whatever was taken back; one who does not took it from nobody.
      const holds = state.roles.some(
        (held) => held.role === role && held.person === person && held.since === entry.recordedAt,
      );
      if (!takenBack || holds) giveRole(roles, role, person, at);
    }
    const left = entry.kind === roleLeft.kind ? roleLeft.schema.safeParse(entry.data) : undefined;
    // Who gave it up by mistake and holds it, never did.
    const kept =
      takenBack && state.roles.some((held) => held.role === left?.data?.role && held.person === left.data.person);
    if (left?.success && !kept)
      endRole(roles, ({ role, person }) => role === left.data.role && person === left.data.person, at);
    const update = entry.kind === updatePosted.kind ? updatePosted.schema.safeParse(entry.data) : undefined;
    if (update?.success) {
      const corrected = revisions.findLast((revision) => revision.text !== undefined)?.text;
      const { conditions, actions, needs } = update.data;
      updates.push({
        at,
        by: entry.actor.id,
        conditions: corrected ?? conditions,
        actions,
        needs,
        permalink: entry.source.permalink,
      });
    }
  }
  const from = Math.min(survey.firstAt ?? state.declaredAt, state.declaredAt);
  const to = Math.max(
    !ACTIVE_STATUSES.has(state.status) ? (survey.lastAt ?? state.declaredAt) : (knownAt ?? exportedAt),
    from,
  );
  return { severities, statuses, roles, updates, from, to };
}

/** What counts for nothing once it is taken back: unless it is the last of its kind, for then it is still the case. */
const UNSAID: ReadonlySet<string> = new Set([updatePosted.kind, severityChanged.kind, statusChanged.kind]);

const lastOf = (turns: readonly Entry[], kind: string): Entry | undefined =>
  turns.findLast((turn) => turn.kind === kind);

function follow<T>(spans: Span<T>[], value: T, at: Instant, reason: string): void {
  const last = spans.at(-1);
  if (last?.value === value) return; // what lay between was taken back
  if (last) spans[spans.length - 1] = { ...last, to: Math.max(at, last.from) };
  spans.push({ value, from: last ? Math.max(at, last.from) : at, to: null, reason });
}

interface Holding {
  readonly role: string;
  readonly person: string;
  readonly from: Instant;
  readonly to: Instant | null;
}

function giveRole(roles: Holding[], role: string, person: string, at: Instant): void {
  const open = roles.filter((held) => held.role === role && held.to === null);
  if (open.some((held) => held.person === person)) return; // what lay between was taken back
  if (!SHARED_ROLES.has(role)) endRole(roles, (held) => held.role === role, at);
  roles.push({ role, person, from: at, to: null });
}

function endRole(roles: Holding[], isMeant: (held: Holding) => boolean, at: Instant): void {
  for (const [index, held] of roles.entries()) {
    if (held.to === null && isMeant(held)) roles[index] = { ...held, to: Math.max(at, held.from) };
  }
}

/** Ids of the people who took part and never held a role in it. */
export const withoutRole = ({ responders }: IncidentState, { roles }: IncidentSummary): readonly string[] =>
  responders.filter((id) => !roles.some((held) => held.person === id));

/** How bad it was matters until it was over. */
export function untilOver(summary: IncidentSummary): readonly Span<Severity>[] {
  const over = overSince(summary);
  if (over === undefined) return summary.severities;
  return summary.severities.flatMap((span) =>
    span.from >= over ? [] : [{ ...span, to: Math.min(span.to ?? over, over) }],
  );
}

/** Since when nobody works on it any more, by its statuses; undefined while somebody does. */
export function overSince({ statuses }: IncidentSummary): Instant | undefined {
  const last = statuses.at(-1);
  return last && !ACTIVE_STATUSES.has(last.value)
    ? (statuses.findLast(({ value }) => ACTIVE_STATUSES.has(value))?.to ?? undefined)
    : undefined;
}

/** From each time when it was over to the next when it was not. */
function whileOver({ statuses }: IncidentSummary): readonly Span<Status>[] {
  const lastActive = statuses.findLastIndex(({ value }) => ACTIVE_STATUSES.has(value));
  return statuses.slice(0, Math.max(0, lastActive)).filter(({ value }) => !ACTIVE_STATUSES.has(value));
}

/** Milliseconds in each severity, until the incident was resolved (or `until`); not while it was taken to be over. */
export function timeInSeverity(summary: IncidentSummary, until: Instant): readonly (readonly [Severity, number])[] {
  const sums = new Map<Severity, number>();
  for (const { value, from, to } of summary.severities) {
    const within = (span: Pick<Span<unknown>, 'from' | 'to'>): number =>
      Math.max(0, Math.min(to ?? until, span.to ?? until, until) - Math.max(from, span.from));
    const over = whileOver(summary).reduce((sum, span) => sum + within(span), 0);
    sums.set(value, (sums.get(value) ?? 0) + within({ from, to }) - over);
  }
  return [...sums].filter(([, durationMs]) => durationMs > 0);
}

/** `2 h 05 min`, `45 s`, `3 d 4 h`: two units are enough. */
export function durationText(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

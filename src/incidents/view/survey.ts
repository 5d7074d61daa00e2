import type { Instant } from '../../base/clock.ts';
import type { Entry } from '../../timeline/entry.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { anchorsOf, arrange } from './arrange.ts';
import { collectColumns, type Moments, momentsOf } from './columns.ts';
import { inChunks } from './in-chunks.ts';
import { readArranged } from './read-arranged.ts';
import { addRevision, isRevision, type Revision, type Revisions } from './revisions.ts';

/** What one pass over a timeline finds out: enough to draw any view of it in a second pass. */
export interface Survey {
  readonly stream: string;
  /** Of the last entry read; `hash` is empty for an empty stream. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** Sequence numbers in the order of reading; corrections stand with what they correct, and are not in it. */
  readonly order: Uint32Array;
  readonly revisions: Revisions;
  /** Of entries whose time is unknown: behind which one they are recorded, both by sequence number. */
  readonly behind: ReadonlyMap<number, number>;
  /** Entries that change the incident's state, in order of recording: what summaries and pictures are made of. */
  readonly turns: readonly Entry[];
  readonly kinds: ReadonlyMap<string, number>;
  readonly people: ReadonlyMap<string, number>;
  readonly moments: Moments;
  readonly firstAt: Instant | null;
  readonly lastAt: Instant | null;
}

/** More turns than this are no longer a summary. */
const MOST_TURNS = 2000;

const TURNS: ReadonlySet<string> = new Set([
  'incident.declared',
  'incident.renamed',
  'incident.merged',
  'severity.changed',
  'status.changed',
  'role.assigned',
  'role.left',
  'update.posted',
  'milestone.recorded',
  'summary.changed',
  'impact.changed',
  'link.added',
  'task.added',
]);

/** Surveys of the streams that were looked at last: as long as nothing is added, they stay true. */
const KEPT = 6;
const kept = new WeakMap<object, Map<string, Survey>>();

/** The same, from memory where nothing was recorded meanwhile: pages and formats follow one another. */
export async function currentSurvey(timeline: Pick<Timeline, 'read' | 'pick'>, stream: string): Promise<Survey> {
  const surveys = kept.get(timeline) ?? new Map<string, Survey>();
  kept.set(timeline, surveys);
  const [newest] = await timeline.read(stream, { order: 'descending', limit: 1 });
  const before = surveys.get(stream);
  surveys.delete(stream);
  const survey =
    before && before.head.hash === newest?.hash
      ? await readAgain(timeline, before)
      : await surveyTimeline(timeline, stream);
  surveys.set(stream, survey);
  const oldest = surveys.keys().next().value;
  if (surveys.size > KEPT && oldest !== undefined) surveys.delete(oldest);
  return survey;
}

/** Words are never kept: what was erased meanwhile must be gone from here, too, and erasing does not change the head. */
async function readAgain(timeline: Pick<Timeline, 'read' | 'pick'>, survey: Survey): Promise<Survey> {
  const turns: Entry[] = [];
  for await (const entry of readArranged(
    timeline,
    survey.stream,
    survey.turns.map(({ seq }) => seq),
  ))
    turns.push(entry);
  const revisions = new Map<string, Revision[]>();
  const seqs = [...survey.revisions.values()].flat().map(({ seq }) => seq);
  for await (const entry of readArranged(timeline, survey.stream, seqs)) addRevision(revisions, entry);
  return { ...survey, turns, revisions };
}

/** Reads a timeline once, up to entry `upTo` (the present by default) as it was recorded until then. */
export async function surveyTimeline(
  timeline: Pick<Timeline, 'read' | 'pick'>,
  stream: string,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<Survey> {
  const collected = collectColumns();
  const behind = new Map<number, string>();
  const revisions = new Map<string, Revision[]>();
  const turns: Entry[] = [];
  const kinds = new Map<string, number>();
  const people = new Map<string, number>();
  let head = { seq: 0, hash: '' };
  for await (const entries of inChunks(timeline, stream, upTo)) {
    for (const entry of entries) {
      head = { seq: entry.seq, hash: entry.hash };
      addRevision(revisions, entry);
      if (isRevision(entry)) continue;
      const index = collected.add(entry);
      if (entry.eventAt === null && entry.after !== null) behind.set(index, entry.after);
      kinds.set(entry.kind, (kinds.get(entry.kind) ?? 0) + 1);
      if (entry.actor.kind === 'person') people.set(entry.actor.id, (people.get(entry.actor.id) ?? 0) + 1);
      if (TURNS.has(entry.kind) && turns.length < MOST_TURNS) turns.push(entry);
    }
  }
  const columns = collected.columns();
  const { ids, ats, seqs } = columns;
  if (revisions.size > 0)
    for (let index = 0; index < ats.length; index++) {
      const when = revisions.get(ids.at(index))?.findLast((revision) => revision.when !== undefined)?.when;
      if (!when) continue;
      ats[index] = when.at ?? Number.NaN;
      if (when.at === null && when.after !== null) behind.set(index, when.after);
      else behind.delete(index);
    }
  const anchors = anchorsOf(ids, ats.length, behind);
  const order = arrange({ ...columns, anchors });
  const moments = momentsOf(columns);
  let firstAt: Instant | null = null;
  let lastAt: Instant | null = null;
  for (const at of moments.ats) {
    firstAt = firstAt === null ? at : Math.min(firstAt, at);
    lastAt = lastAt === null ? at : Math.max(lastAt, at);
  }
  return {
    stream,
    head,
    order,
    revisions,
    behind: new Map([...anchors].map(([index, anchor]) => [seqs[index] ?? 0, seqs[anchor] ?? 0])),
    turns,
    kinds,
    people,
    moments,
    firstAt,
    lastAt,
  };
}

import type { Instant } from '../../base/clock.ts';
import type { Entry } from '../../timeline/entry.ts';
import type { IncidentState } from '../state.ts';
import type { IncidentParts } from '../parts.ts';
import { inChunks } from '../view/in-chunks.ts';
import { readArranged } from '../view/read-arranged.ts';
import { showEntry, type ShownEntry } from '../view/shown-entry.ts';
import type { LookBack } from '../view/time-travel.ts';
import { currentSurvey, type Survey, surveyTimeline } from '../view/survey.ts';
import { incidentFold } from '../fold.ts';

/** What every format is made from: the incident as it was known at one entry, and a way to read its timeline. */
export interface ExportSource {
  readonly state: IncidentState;
  /** The alias here, which an imported incident's own first entry need not agree with. */
  readonly number: number;
  readonly survey: Survey;
  readonly exportedAt: Instant;
  /** In a look back: the instant looked back at, where what still lasted then ends in pictures and sums. */
  readonly knownAt?: Instant;
  readonly timeZone: string;
  readonly nameOf: (id: string) => string;
  /** In the order of events, corrections applied. Streamed. */
  shown(): AsyncIterable<ShownEntry>;
  /** As recorded, in the order of recording and in the shape of then: that is what the hashes are of. Streamed. */
  recorded(): AsyncIterable<Entry>;
}

type ExportParts = Pick<IncidentParts, 'timeline' | 'store' | 'kinds' | 'clock' | 'timeZone' | 'nameOf' | 'learnNames'>;

/** Everything by default; in a look back what was recorded until then. */
export async function exportSource(
  parts: ExportParts,
  stream: string,
  number: number,
  back?: LookBack,
): Promise<ExportSource> {
  const survey =
    back === undefined
      ? await currentSurvey(parts.timeline, stream)
      : await surveyTimeline(parts.timeline, stream, back.upTo);
  const last = survey.head.seq;
  const state = await stateAt(parts, stream, last);
  const { declaredBy, responders, responderRoles, roles, tasks } = state;
  const holders = [...roles.map(({ person }) => person), ...tasks.flatMap(({ assignee }) => assignee ?? [])];
  await parts.learnNames([
    ...new Set([declaredBy, ...responders, ...responderRoles, ...holders, ...survey.people.keys()]),
  ]);
  const now = parts.clock.now();
  return {
    state,
    number,
    survey,
    exportedAt: now,
    ...(back && { knownAt: Math.min(back.at, now) }),
    timeZone: parts.timeZone(),
    nameOf: (id) => parts.nameOf(id) ?? id,
    async *shown() {
      for await (const entry of readArranged(parts.timeline, stream, survey.order)) {
        yield showEntry(parts.kinds, entry, survey.revisions.get(entry.id));
      }
    },
    async *recorded() {
      for await (const entries of inChunks(parts.store, stream, last)) yield* entries;
    },
  };
}

/** What is recorded while the timeline is surveyed is not among the entries, and may not be in the state either. */
async function stateAt(parts: ExportParts, stream: string, seq: number): Promise<IncidentState> {
  const current = await parts.timeline.state(stream, incidentFold);
  // Read behind the state: no newer head than the one surveyed means that the state is no newer either.
  if ((await parts.store.head(stream))?.seq === seq) return current;
  let state = incidentFold.initial;
  for await (const entries of inChunks(parts.timeline, stream, seq))
    for (const entry of entries) state = incidentFold.evolve(state, entry);
  return state;
}

import type { Instant } from '../../base/clock.ts';
import type { Entry } from '../../timeline/entry.ts';
import type { IncidentState } from '../state.ts';
import type { IncidentParts } from '../parts.ts';
import { inChunks } from '../view/in-chunks.ts';
import { readArranged } from '../view/read-arranged.ts';
import { showEntry, type ShownEntry } from '../view/shown-entry.ts';
import { currentSurvey, type Survey, surveyTimeline } from '../view/survey.ts';
import { incidentFold } from '../fold.ts';

/** What every format is made from: the incident as it was known at one entry, and a way to read its timeline. */
export interface ExportSource {
  readonly state: IncidentState;
  /** The alias here, which an imported incident's own first entry need not agree with. */
  readonly number: number;
  readonly survey: Survey;
  readonly exportedAt: Instant;
  readonly timeZone: string;
  readonly nameOf: (id: string) => string;
  /** In the order of events, corrections applied. Streamed. */
  shown(): AsyncIterable<ShownEntry>;
  /** As recorded, in the order of recording and in the shape of then: that is what the hashes are of. Streamed. */
  recorded(): AsyncIterable<Entry>;
}

/** `upTo`: the last entry that was there at the time to look back at; everything by default. */
export async function exportSource(
  parts: IncidentParts,
  stream: string,
  number: number,
  upTo?: number,
): Promise<ExportSource> {
  const survey =
    upTo === undefined
      ? await currentSurvey(parts.timeline, stream)
      : await surveyTimeline(parts.timeline, stream, upTo);
  const last = survey.head.seq;
  let state: IncidentState;
  if (upTo === undefined) state = await parts.timeline.state(stream, incidentFold);
  else {
    state = incidentFold.initial;
    for await (const entries of inChunks(parts.timeline, stream, last))
      for (const entry of entries) state = incidentFold.evolve(state, entry);
  }
  const { declaredBy, responders, roles, tasks } = state;
  const holders = [...roles.map(({ person }) => person), ...tasks.flatMap(({ assignee }) => assignee ?? [])];
  await parts.learnNames([...new Set([declaredBy, ...responders, ...holders, ...survey.people.keys()])]);
  return {
    state,
    number,
    survey,
    exportedAt: parts.clock.now(),
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

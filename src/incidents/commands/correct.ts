import { type Result, ok, refuse } from '../../base/result.ts';
import { rich, strong } from '../../base/rich-text.ts';
import type { CommandContext } from '../../commands/context.ts';
import { defineCommand } from '../../commands/define-command.ts';
import type { Entry } from '../../timeline/entry.ts';
import { parsedText, text, yesNo } from '../../commands/options.ts';
import { decideCorrect, decideRetract } from '../decide/correct.ts';
import { impactChanged } from '../entries/impact-changed.ts';
import { incidentRenamed } from '../entries/incident-renamed.ts';
import { milestoneRecorded } from '../entries/milestone-recorded.ts';
import { roleAssigned } from '../entries/role-assigned.ts';
import { roleLeft } from '../entries/role-left.ts';
import { severityChanged } from '../entries/severity-changed.ts';
import { statusChanged } from '../entries/status-changed.ts';
import { summaryChanged } from '../entries/summary-changed.ts';
import { newestEntry } from '../newest-entry.ts';
import { changeIncident, entryBySeq, type IncidentParts, resolveWhen, unknownEntry } from '../parts.ts';
import type { IncidentRow } from '../projections/incident-row.ts';
import type { GivenTime } from '../time.ts';
import { incidentOption, timeOption } from './incident-options.ts';
import { oddTimeReply } from './odd-time.ts';
import { recordedReply } from './replies.ts';
import { suggestEntry } from './suggest-entries.ts';

/** The record says that it was a mistake; what is the case now is decided anew, by who knows. */
const SET_BY: ReadonlyMap<string, string> = new Map([
  [severityChanged.kind, '/incident severity'],
  [statusChanged.kind, '/incident status'],
  [roleAssigned.kind, '/incident role'],
  [roleLeft.kind, '/incident role'],
  [summaryChanged.kind, '/incident summary'],
  [impactChanged.kind, '/incident impact'],
  [incidentRenamed.kind, '/incident rename'],
]);

const roleOf = ({ data }: Entry): unknown =>
  typeof data === 'object' && data !== null && 'role' in data ? data['role'] : undefined;

/** By which command what an entry set is set anew; undefined where that was done since, and where it set nothing. */
async function stillSetBy(parts: IncidentParts, stream: string, entry: Entry): Promise<string | undefined> {
  const setBy = SET_BY.get(entry.kind);
  const isSince = (one: Entry): boolean => SET_BY.get(one.kind) === setBy && roleOf(one) === roleOf(entry);
  return setBy !== undefined && (await newestEntry(parts, stream, isSince, entry.seq)) ? undefined : setBy;
}

export const parseSeq = (raw: string): Result<number> =>
  /^#?\d{1,7}$/.test(raw)
    ? ok(Number(raw.replace('#', '')))
    : refuse('entry/number', 'Write the entry’s number as /incident timeline shows it: #12.');

export const correctCommand = (parts: IncidentParts) =>
  defineCommand({
    name: 'incident correct',
    summary: 'Correct the words or the time of an entry, or take it back',
    details:
      'Nothing is overwritten: the correction is an entry of its own, and the original stays readable. The last correction counts.',
    examples: ['/incident correct entry:#12 text:It was db1, not db2', '/incident correct entry:#12 retract:True'],
    permission: 'incident.respond',
    risk: 'record',
    options: {
      entry: parsedText(
        {
          description: 'Which entry: its number, as in #12',
          required: true,
          suggest: (typed, context, given) => suggestEntry(parts, typed, context, given),
        },
        parseSeq,
      ),
      text: text({ description: 'What it should say', most: 4000 }),
      at: timeOption('When it really was: 14:05, ~18:00, after #12 …'),
      retract: yesNo({ description: 'Take it back instead: it stays readable, struck out' }),
      reason: text({ description: 'Why', most: 500 }),
      incident: incidentOption(parts),
    },
    async run({ entry: seq, text: words, at, retract = false, reason = '', incident }, context) {
      const row = await parts.lookup.locate(incident, context);
      return row.ok ? correctEntry(parts, row.value, { seq, text: words, at, retract, reason }, context) : row;
    },
  });

export interface GivenCorrection {
  readonly seq: number;
  readonly text: string | undefined;
  readonly at: GivenTime | undefined;
  readonly retract: boolean;
  readonly reason: string;
}

export async function correctEntry(
  parts: IncidentParts,
  row: Pick<IncidentRow, 'stream' | 'number' | 'declaredAt'>,
  { seq, text: words, at, retract, reason }: GivenCorrection,
  context: CommandContext,
) {
  const { stream } = row;
  const entry = await entryBySeq(parts, stream, seq);
  if (!entry) return unknownEntry(seq);
  if (retract) {
    if (words !== undefined || at !== undefined) {
      return refuse('correct/both', 'An entry is either corrected or taken back: leave out text and at, or retract.');
    }
    const recorded = await changeIncident(parts, stream, context.cause, (state, decideContext) =>
      decideRetract(state, { entry, reason }, decideContext),
    );
    if (!recorded.ok) return recorded;
    const setBy = await stillSetBy(parts, stream, entry);
    return recordedReply(
      recorded.value,
      rich`Entry ${strong(`#${seq}`)} is taken back; it stays readable.${setBy === undefined ? '' : ` What it set stays set until ${setBy} says otherwise.`}`,
    );
  }
  const when = at && (await resolveWhen(parts, stream, at));
  if (when && !when.ok) return when;
  const recorded = await changeIncident(parts, stream, context.cause, (state, decideContext) =>
    decideCorrect(state, { entry, text: words, when: when?.value, reason }, decideContext),
  );
  if (!recorded.ok) return recorded;
  const milestone =
    entry.kind === milestoneRecorded.kind ? milestoneRecorded.schema.safeParse(entry.data).data?.milestone : undefined;
  return recordedReply(
    recorded.value,
    rich`Entry ${strong(`#${seq}`)} is corrected${words === undefined ? '' : `: ${words}`}`,
    milestone ? oddTimeReply(row, { milestone, when: when?.value }) : {},
  );
}

import { type Entry, ORGANISATION } from '../../timeline/entry.ts';
import type { Projection, ProjectionChange } from '../../timeline/projection.ts';
import { mayDo, type Viewer } from '../../catalog/viewer.ts';
import { incidentRegistered } from '../entries/incident-registered.ts';
import { incidentFold } from '../fold.ts';
import { type IncidentState, isInvolved, namedIn, NO_INCIDENT } from '../state.ts';
import { ACTIVE_STATUSES } from '../vocabulary.ts';

/** What lists, autocomplete and look-ups need of an incident. */
export type IncidentRow = Pick<
  IncidentState,
  | 'declared'
  | 'stream'
  | 'number'
  | 'title'
  | 'severity'
  | 'status'
  | 'kind'
  | 'private'
  | 'triage'
  | 'declaredAt'
  | 'declaredBy'
  | 'responders'
  | 'responderRoles'
  | 'roles'
  | 'services'
  | 'milestones'
  | 'channelId'
  | 'mergedInto'
>;

const rowOf = (state: IncidentState): IncidentRow => ({
  declared: state.declared,
  stream: state.stream,
  number: state.number,
  title: state.title,
  severity: state.severity,
  status: state.status,
  kind: state.kind,
  private: state.private,
  triage: state.triage,
  declaredAt: state.declaredAt,
  declaredBy: state.declaredBy,
  responders: state.responders,
  responderRoles: state.responderRoles,
  roles: state.roles,
  services: state.services,
  milestones: state.milestones,
  channelId: state.channelId,
  mergedInto: state.mergedInto,
});

const KINDS = [
  'incident.registered',
  'incident.declared',
  'declaration.kept',
  'incident.renamed',
  'incident.triaged',
  'incident.merged',
  'incident.absorbed',
  'severity.changed',
  'status.changed',
  'role.assigned',
  'role.left',
  'responder.added',
  'service.added',
  'service.removed',
  'milestone.recorded',
  'entry.corrected',
  'entry.retracted',
  'channel.opened',
  'channel.name-erased',
  'channel.deleted',
  'channel.lost',
];

/** Which incidents are listed: those that somebody works on, or the others. */
export type Worked = 'open' | 'ended';

/**
 * Every incident by its stream; in the bucket `open` while somebody works on it, else `ended`; newest number last. A private
 * one is in `private open`, and once more in `open for ID` of each person and Discord role that takes part: so a list for somebody
 * is read without those that they may not see, however many there are.
 */
export const incidentRows: Projection<IncidentRow> = {
  name: 'incidents',
  version: 7,
  kinds: new Set(KINDS),
  hearsErased: true,
  apply(entry, get) {
    if (entry.kind === incidentRegistered.kind) return entry.stream === ORGANISATION ? renumbered(entry, get) : [];
    const before = { ...NO_INCIDENT, ...get(entry.stream) };
    const after = incidentFold.evolve(before, entry);
    return after === before || !after.declared ? [] : put(before, rowOf(after));
  },
};

function put(before: Readers, row: IncidentRow): readonly ProjectionChange<IncidentRow>[] {
  const worked: Worked = ACTIVE_STATUSES.has(row.status) ? 'open' : 'ended';
  const readers = readersOf(row);
  const keyFor = (reader: string): string => `${row.stream} for ${reader}`;
  return [
    { key: row.stream, row, bucket: row.private ? `private ${worked}` : worked, sort: row.number },
    ...readers.map((reader) => ({
      key: keyFor(reader),
      row,
      bucket: `${worked} for ${reader}`,
      sort: row.number,
    })),
    ...readersOf(before)
      .filter((reader) => !readers.includes(reader))
      .map((reader) => ({ key: keyFor(reader), row: null })),
  ];
}

type Readers = Pick<IncidentState, 'private' | 'declaredBy' | 'responders' | 'responderRoles' | 'roles'>;

/** Who sees a private incident without seeing all of them: ids of people and of Discord roles. */
const readersOf = (row: Readers): readonly string[] =>
  row.private ? [...new Set([...namedIn(row), ...row.responderRoles])] : [];

/** The buckets in which somebody finds what they may see: of some incidents more than once. */
export function bucketsFor(viewer: Viewer, worked: readonly Worked[]): readonly string[] {
  const mine = [viewer.id, ...viewer.roleIds];
  return worked.flatMap((one) => [
    one,
    ...(mayDo(viewer, 'incident.private') ? [`private ${one}`] : mine.map((id) => `${one} for ${id}`)),
  ]);
}

/** An imported incident may have got another number here than its own first entry says. */
function renumbered(
  entry: Entry,
  get: (stream: string) => IncidentRow | undefined,
): readonly ProjectionChange<IncidentRow>[] {
  const parsed = incidentRegistered.schema.safeParse(entry.data);
  const row = parsed.success ? get(parsed.data.stream) : undefined;
  return parsed.success && row && row.number !== parsed.data.number
    ? put(row, { ...row, number: parsed.data.number })
    : [];
}

/** Whether this person may know of it at all. Every read goes through here. */
export const mayView = (row: Readers, viewer: Viewer): boolean =>
  !row.private || isInvolved(row, viewer) || mayDo(viewer, 'incident.private');

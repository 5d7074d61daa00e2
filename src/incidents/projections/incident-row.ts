import { type Entry, ORGANISATION } from '../../timeline/entry.ts';
import type { Projection, ProjectionChange } from '../../timeline/projection.ts';
import { mayDo, type Viewer } from '../../catalog/viewer.ts';
import { incidentRegistered } from '../entries/incident-registered.ts';
import { incidentFold } from '../fold.ts';
import { type IncidentState, isInvolved, NO_INCIDENT } from '../state.ts';
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

/** Every incident by its stream; in the bucket `open` while somebody works on it, else `ended`; newest number last. */
export const incidentRows: Projection<IncidentRow> = {
  name: 'incidents',
  version: 6,
  kinds: new Set(KINDS),
  hearsErased: true,
  apply(entry, get) {
    if (entry.kind === incidentRegistered.kind) return entry.stream === ORGANISATION ? renumbered(entry, get) : [];
    const before = { ...NO_INCIDENT, ...get(entry.stream) };
    const after = incidentFold.evolve(before, entry);
    return after === before || !after.declared ? [] : [put(rowOf(after))];
  },
};

const put = (row: IncidentRow): ProjectionChange<IncidentRow> => ({
  key: row.stream,
  row,
  bucket: ACTIVE_STATUSES.has(row.status) ? 'open' : 'ended',
  sort: row.number,
});

/** An imported incident may have got another number here than its own first entry says. */
function renumbered(
  entry: Entry,
  get: (stream: string) => IncidentRow | undefined,
): readonly ProjectionChange<IncidentRow>[] {
  const parsed = incidentRegistered.schema.safeParse(entry.data);
  const row = parsed.success ? get(parsed.data.stream) : undefined;
  return parsed.success && row && row.number !== parsed.data.number
    ? [put({ ...row, number: parsed.data.number })]
    : [];
}

/** Whether this person may know of it at all. Every read goes through here. */
export const mayView = (
  row: Pick<IncidentState, 'private' | 'declaredBy' | 'responders' | 'responderRoles' | 'roles'>,
  viewer: Viewer,
): boolean => !row.private || isInvolved(row, viewer) || mayDo(viewer, 'incident.private');
